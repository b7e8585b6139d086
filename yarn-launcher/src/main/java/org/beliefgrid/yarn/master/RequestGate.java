package org.beliefgrid.yarn.master;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.SignedRequest;

/** Lets a signed request in, once. */
final class RequestGate {
    private final ApplicationSecret secret;
    /** Times by number, who came first in front. */
    private final Map<String, Long> seen = new LinkedHashMap<>();

    RequestGate(ApplicationSecret secret) {
        this.secret = secret;
    }

    synchronized boolean admits(SignedRequest proof, SignedRequest.Call call, long now) {
        if (!proof.proves(secret, call, now)) {
            return false;
        }
        forget(now - SignedRequest.FRESH_MILLIS);
        return seen.putIfAbsent(proof.nonce(), proof.time()) == null;
    }

    /** From the front only: a request from a clock that is fast keeps some behind it for longer, which does no harm. */
    private void forget(long before) {
        Iterator<Long> times = seen.values().iterator();
        while (times.hasNext() && times.next() < before) {
            times.remove();
        }
    }
}
