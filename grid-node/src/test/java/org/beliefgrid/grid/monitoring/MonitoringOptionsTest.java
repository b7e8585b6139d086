package org.beliefgrid.grid.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.beliefgrid.error.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be said of who may look, and what is refused before a member starts. */
class MonitoringOptionsTest {
    private static MonitoringOptions managementCenter(String address) {
        return new MonitoringOptions(List.of(address), OptionalInt.empty(), "127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.8.0.*", "10.8.0.2-9", "fe80:0:0:0:1:2:3:4"})
    void addressesAndPatternsOfAddressesAreTaken(String address) {
        assertEquals(List.of(address), managementCenter(address).managementCenter());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "somewhere", "10.8.0", "300.1.1.1", "10.8.0.1.2", "10.8.0.1:8080"})
    void whatIsNoAddressIsRefusedInOneLine(String address) {
        String message = assertThrows(InvalidConfigException.class, () -> managementCenter(address)).getMessage();
        assertTrue(message.endsWith("was " + address), message);
        assertEquals(1, message.lines().count());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void aPortIsOne(int port) {
        assertThrows(InvalidConfigException.class, () -> MonitoringOptions.page(port));
    }

    @Test
    void nobodyLooksByDefault() {
        assertTrue(MonitoringOptions.NONE.page().isEmpty());
        assertTrue(MonitoringOptions.NONE.managementCenter().isEmpty());
    }

    @Test
    void aPageIsOnLoopbackUnlessToldOtherwise() {
        assertTrue(MonitoringOptions.page(0).page().orElseThrow().getAddress().isLoopbackAddress());
    }
}
