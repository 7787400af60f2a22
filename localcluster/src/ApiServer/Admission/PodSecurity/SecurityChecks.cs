using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Admission.PodSecurity;

/// <summary>The Pod Security Standards: what a pod violates, baseline first, in the words of the admission plugin.</summary>
internal static class SecurityChecks
{
    private static readonly string[] DefaultCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    private static readonly string[] SafeSysctls =
    [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
    ];

    private static readonly string[] SafeVolumes =
    [
        "configMap",
        "downwardAPI",
        "emptyDir",
        "projected",
        "secret",
        "csi",
        "persistentVolumeClaim",
        "ephemeral",
        "image",
    ];

    /// <summary>All violations in one sentence; empty when there are none.</summary>
    public static string Violations(JsonObject spec, PodSecurityLevel level)
    {
        var found = Baseline(spec, level == PodSecurityLevel.Restricted);
        return string.Join(", ", level == PodSecurityLevel.Restricted ? found.Concat(Restricted(spec)) : found);
    }

    private static IEnumerable<string> Baseline(JsonObject spec, bool isRestricted)
    {
        var containers = ContainerList.Of(spec);
        if (!isRestricted && containers.Where(c => Added(c).Except(DefaultCapabilities).Any()) is { Count: > 0 } adding)
            yield return $"non-default capabilities ({adding.Names} must not include {Quoted(adding.SelectMany(c => Added(c).Except(DefaultCapabilities)))} in "
                + "securityContext.capabilities.add)";
        var namespaces = new[] { "hostNetwork", "hostPID", "hostIPC" }
            .Where(field => spec.BoolAt(field) == true)
            .Select(static field => $"{field}=true")
            .ToList();
        if (namespaces.Count > 0)
            yield return $"host namespaces ({string.Join(", ", namespaces)})";
        var paths = spec.ArrayAt("volumes").Objects().Where(static v => v["hostPath"] is not null).Select(static v => v.StringAt("name") ?? "").ToList();
        if (!isRestricted && paths.Count > 0)
            yield return $"hostPath volumes ({(paths.Count == 1 ? "volume" : "volumes")} {Quoted(paths)})";
        if (containers.Where(static c => HostPorts(c).Any()) is { Count: > 0 } ports)
        {
            var numbers = ports.SelectMany(HostPorts).Distinct().Order().ToList();
            yield return $"hostPort ({ports.Names} {(ports.Count == 1 ? "uses" : "use")} {(numbers.Count == 1 ? "hostPort" : "hostPorts")} "
                + $"{string.Join(", ", numbers)})";
        }

        if (containers.Where(static c => c.BoolAt("securityContext", "privileged") == true) is { Count: > 0 } privileged)
            yield return $"privileged ({privileged.Names} must not set securityContext.privileged=true)";
        if (containers.Where(static c => c.StringAt("securityContext", "procMount") is not (null or "Default")) is { Count: > 0 } mounts)
            yield return $"procMount ({mounts.Names} must not set securityContext.procMount to "
                + $"{Quoted(mounts.Select(static c => c.StringAt("securityContext", "procMount")!))})";
        if (!isRestricted)
        {
            var who = Setters(spec, containers, static c => c.StringAt("securityContext", "seccompProfile", "type") == "Unconfined");
            if (who.Length > 0)
                yield return $"seccompProfile ({who} must not set securityContext.seccompProfile.type to \"Unconfined\")";
        }

        var sysctls = spec.ArrayAt("securityContext", "sysctls").Objects().Select(static s => s.StringAt("name") ?? "").Except(SafeSysctls).ToList();
        if (sysctls.Count > 0)
            yield return $"forbidden sysctls ({string.Join(", ", sysctls)})";
        var windows = Setters(spec, containers, static c => c.BoolAt("securityContext", "windowsOptions", "hostProcess") == true);
        if (windows.Length > 0)
            yield return $"hostProcess ({windows} must not set securityContext.windowsOptions.hostProcess=true)";
    }

    private static IEnumerable<string> Restricted(JsonObject spec)
    {
        var containers = ContainerList.Of(spec);
        if (containers.Where(static c => c.BoolAt("securityContext", "allowPrivilegeEscalation") != false) is { Count: > 0 } escalating)
            yield return $"allowPrivilegeEscalation != false ({escalating.Names} must set securityContext.allowPrivilegeEscalation=false)";
        var keeping = containers.Where(static c => !c.ArrayAt("securityContext", "capabilities", "drop").Strings().Contains("ALL"));
        var adding = containers.Where(static c => Added(c).Any(static name => name != "NET_BIND_SERVICE"));
        var capabilities = new List<string>();
        if (keeping.Count > 0)
            capabilities.Add($"{keeping.Names} must set securityContext.capabilities.drop=[\"ALL\"]");
        if (adding.Count > 0)
            capabilities.Add(
                $"{adding.Names} must not include {Quoted(adding.SelectMany(Added).Where(static name => name != "NET_BIND_SERVICE"))} in "
                    + "securityContext.capabilities.add");
        if (capabilities.Count > 0)
            yield return $"unrestricted capabilities ({string.Join("; ", capabilities)})";
        foreach (var violation in Volumes(spec).Concat(Users(spec, containers)).Concat(Seccomp(spec, containers)))
            yield return violation;
    }

    private static IEnumerable<string> Volumes(JsonObject spec)
    {
        var bad = spec.ArrayAt("volumes").Objects()
            .Select(static v => (Name: v.StringAt("name") ?? "", Type: v.Select(static p => p.Key).FirstOrDefault(static key => key != "name") ?? "unknown"))
            .Where(static v => !SafeVolumes.Contains(v.Type)).ToList();
        if (bad.Count == 0)
            yield break;
        var types = bad.Select(static v => v.Type).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        yield return $"restricted volume types ({(bad.Count == 1 ? "volume" : "volumes")} {Quoted(bad.Select(static v => v.Name))} "
            + $"{(bad.Count == 1 ? "uses" : "use")} restricted volume {(types.Count == 1 ? "type" : "types")} {Quoted(types)})";
    }

    private static IEnumerable<string> Users(JsonObject spec, ContainerList containers)
    {
        var ofPod = spec.BoolAt("securityContext", "runAsNonRoot");
        var refusing = containers.Where(static c => c.BoolAt("securityContext", "runAsNonRoot") == false);
        var silent = ofPod == true ? containers.Where(static _ => false) : containers.Where(static c => c.BoolAt("securityContext", "runAsNonRoot") is null);
        var who = string.Join(" and ", new[] { ofPod == false && silent.Count > 0 ? "pod" : "", refusing.Names }.Where(static n => n.Length > 0));
        if (who.Length > 0)
            yield return $"runAsNonRoot != true ({who} must not set securityContext.runAsNonRoot=false)";
        else if (silent.Count > 0)
            yield return $"runAsNonRoot != true (pod or {silent.Names} must set securityContext.runAsNonRoot=true)";
        var roots = Setters(spec, containers, static c => c.LongAt("securityContext", "runAsUser") == 0);
        if (roots.Length > 0)
            yield return $"runAsUser=0 ({roots} must not set runAsUser=0)";
    }

    private static IEnumerable<string> Seccomp(JsonObject spec, ContainerList containers)
    {
        static bool IsSafe(JsonObject value) => value.StringAt("securityContext", "seccompProfile", "type") is "RuntimeDefault" or "Localhost";
        static bool IsUnsafe(JsonObject value) => value.StringAt("securityContext", "seccompProfile", "type") is not (null or "RuntimeDefault" or "Localhost");
        var wrong = Setters(spec, containers, IsUnsafe);
        if (wrong.Length > 0)
        {
            yield return $"seccompProfile ({wrong} must not set securityContext.seccompProfile.type to \"Unconfined\")";
            yield break;
        }

        if (!IsSafe(spec) && containers.Where(static c => !IsSafe(c)) is { Count: > 0 } silent)
            yield return $"seccompProfile (pod or {silent.Names} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
    }

    /// <summary>The pod, the containers, or both, for which something holds.</summary>
    private static string Setters(JsonObject spec, ContainerList containers, Func<JsonObject, bool> holds) =>
        string.Join(" and ", new[] { holds(spec) ? "pod" : "", containers.Where(holds).Names }.Where(static n => n.Length > 0));

    private static IEnumerable<string> Added(JsonObject container) => container.ArrayAt("securityContext", "capabilities", "add").Strings();

    private static IEnumerable<long> HostPorts(JsonObject container) =>
        container.ArrayAt("ports").Objects().Select(static p => p.LongAt("hostPort") ?? 0).Where(static p => p != 0);

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Distinct(StringComparer.Ordinal).Select(static n => $"\"{n}\""));
}
