using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace October.Delivery.Manifests;

/// <summary>kube-linter's checks of a pod and its containers, under kube-linter's names.</summary>
internal static partial class PodRules
{
    private static readonly string[] SafeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
    ];

    public static IReadOnlyDictionary<string, Func<JsonNode, bool>> OfPod { get; } = new Dictionary<string, Func<JsonNode, bool>>(StringComparer.Ordinal)
    {
        ["deprecated-service-account-field"] = pod => pod["serviceAccount"] is not null,
        ["default-service-account"] = pod => (string?)pod["serviceAccountName"] is null or "" or "default",
        ["docker-sock"] = pod => HostPaths(pod).Any(path => path.EndsWith(".sock", StringComparison.Ordinal)),
        ["sensitive-host-mounts"] = pod => HostPaths(pod).Any(path => SensitivePath().IsMatch(path)),
        ["host-ipc"] = pod => IsTrue(pod["hostIPC"]),
        ["host-network"] = pod => IsTrue(pod["hostNetwork"]),
        ["host-pid"] = pod => IsTrue(pod["hostPID"]),
        ["unsafe-sysctls"] = pod => Items(pod["securityContext"]?["sysctls"]).Any(one => !SafeSysctls.Contains((string)one["name"]!)),
    };

    public static IReadOnlyDictionary<string, Func<JsonNode, JsonNode, bool>> OfContainer { get; } =
        new Dictionary<string, Func<JsonNode, JsonNode, bool>>(StringComparer.Ordinal)
        {
            ["drop-net-raw-capability"] = (_, container) =>
                !Items(container["securityContext"]?["capabilities"]?["drop"]).Any(one => (string?)one is "ALL" or "NET_RAW"),
            ["duplicate-env-var"] = (_, container) =>
                Items(container["env"]).Select(one => (string)one["name"]!).GroupBy(name => name, StringComparer.Ordinal).Any(same => same.Count() > 1),
            ["env-var-secret"] = (_, container) => Items(container["env"]).Any(one =>
                ((string)one["name"]!).Contains("secret", StringComparison.OrdinalIgnoreCase) && (string?)one["value"] is not null),
            ["latest-tag"] = (_, container) => Tag((string)container["image"]!) is "" or "latest",
            ["liveness-port"] = (_, container) => ProbesAnotherPort(container, "livenessProbe"),
            ["readiness-port"] = (_, container) => ProbesAnotherPort(container, "readinessProbe"),
            ["startup-port"] = (_, container) => ProbesAnotherPort(container, "startupProbe"),
            ["no-read-only-root-fs"] = (_, container) => !IsTrue(container["securityContext"]?["readOnlyRootFilesystem"]),
            ["privilege-escalation-container"] = (_, container) => (bool?)container["securityContext"]?["allowPrivilegeEscalation"] != false,
            ["privileged-container"] = (_, container) => IsTrue(container["securityContext"]?["privileged"]),
            ["privileged-ports"] = (_, container) => Items(container["ports"]).Any(one => (int)one["containerPort"]! < 1024),
            ["read-secret-from-env-var"] = (_, container) => Items(container["env"]).Any(one => one["valueFrom"]?["secretKeyRef"] is not null),
            ["run-as-non-root"] = (pod, container) => !IsTrue(container["securityContext"]?["runAsNonRoot"] ?? pod["securityContext"]?["runAsNonRoot"])
                || (long?)(container["securityContext"]?["runAsUser"] ?? pod["securityContext"]?["runAsUser"]) == 0,
            ["ssh-port"] = (_, container) => Items(container["ports"]).Any(one => (int)one["containerPort"]! == 22),
            ["unsafe-proc-mount"] = (_, container) => (string?)container["securityContext"]?["procMount"] == "Unmasked",
            ["unset-cpu-requirements"] = (_, container) => container["resources"]?["requests"]?["cpu"] is null,
            ["unset-memory-requirements"] = (_, container) =>
                container["resources"]?["requests"]?["memory"] is null || container["resources"]?["limits"]?["memory"] is null,
        };

    public static IEnumerable<JsonNode> Items(JsonNode? array) => array?.AsArray().Select(one => one!) ?? [];

    private static bool IsTrue(JsonNode? value) => (bool?)value == true;

    private static IEnumerable<string> HostPaths(JsonNode pod) => Items(pod["volumes"]).Select(one => (string?)one["hostPath"]?["path"]).OfType<string>();

    private static bool ProbesAnotherPort(JsonNode container, string probe) =>
        (container[probe]?["httpGet"] ?? container[probe]?["tcpSocket"])?["port"]?.ToString() is { } port
        && !Items(container["ports"]).Any(one => port == one["containerPort"]!.ToString() || port == (string?)one["name"]);

    private static string Tag(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return name.Contains(':', StringComparison.Ordinal) ? name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..] : "";
    }

    [GeneratedRegex("^/(?:|boot|dev|etc|lib|proc|sys|usr)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SensitivePath();
}
