import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One node of a cluster of tests, on loopback only:
 * {@code TestNode NUMBER FOLDER HTTP TRANSPORT,…}: its number from 0, the folder of all nodes, the
 * port that it answers HTTP on, and the ports on which all nodes speak to each other.
 *
 * <p>It ends when its standard input does, so that no node outlives whoever started it.
 */
public final class TestNode extends Node {
    private TestNode(Environment environment) {
        super(environment, List.<Class<? extends Plugin>>of(
                Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class), false);
    }

    private static Settings settings(int number, Path folder, String http, String[] transport) {
        String[] names = new String[transport.length];
        String[] seeds = new String[transport.length];
        for (int at = 0; at < transport.length; at++) {
            names[at] = "node-" + at;
            seeds[at] = "127.0.0.1:" + transport[at];
        }
        return Settings.builder()
                .put("cluster.name", "suyan-tests")
                .put("node.name", names[number])
                .put("path.home", folder.resolve(names[number]).toString())
                .put("network.host", "127.0.0.1")
                .put("http.port", http)
                .put("transport.port", transport[number])
                .put("transport.type", "netty4")
                .put("http.type", "netty4")
                // A full disk of the machine is nothing that tests are about.
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .putList("discovery.seed_hosts", seeds)
                .putList("cluster.initial_cluster_manager_nodes", names)
                .build();
    }

    public static void main(String[] arguments) throws Exception {
        int number = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]);
        Settings settings = settings(number, folder, arguments[2], arguments[3].split(","));
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
                settings, Map.of(), null, () -> "node-" + number);
        try (TestNode node = new TestNode(environment); InputStream parent = System.in) {
            node.start();
            while (parent.read() >= 0) {
                continue;
            }
        }
    }
}
