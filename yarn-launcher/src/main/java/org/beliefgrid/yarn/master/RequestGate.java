package org.beliefgrid.yarn.master;

import java.util.HashMap;
import java.util.Map;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.SignedRequest;

/** Lets a signed request in, once. */
final class RequestGate {
    private final ApplicationSecret secret;
    private final Map<String, Long> seen = new HashMap<>();

    RequestGate(ApplicationSecret secret) {
        this.secret = secret;
    }

    synchronized boolean admits(SignedRequest proof, SignedRequest.Call call, long now) {
        if (!proof.proves(secret, call, now)) {
            return false;
        }
        seen.values().removeIf(time -> time < now - SignedRequest.FRESH_MILLIS);
        return seen.putIfAbsent(proof.nonce(), proof.time()) == null;
    }
}
