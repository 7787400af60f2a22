using k8s.Models;

namespace October.Operator.Desired.Workloads;

/// <summary>
/// The Pod Security Standards, profile <em>restricted</em> (kubernetes.io/docs/concepts/security/pod-security-standards), control by control, for Linux
/// pods: everything of <em>baseline</em>, then what restricted adds. Says what a pod violates.
/// </summary>
internal static class PodSecurity
{
    private static readonly HashSet<string> SafeSysctls =
    [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
    ];

    /// <summary>What a container engine gives every container.</summary>
    private static readonly HashSet<string> DefaultCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    /// <summary>The controls that a pod violates, in words; none for one that restricted allows.</summary>
    public static IEnumerable<string> Violations(V1PodTemplateSpec template) => Violations(template, isRestricted: true);

    /// <summary>The controls of <em>baseline</em> alone that a pod violates, in words.</summary>
    public static IEnumerable<string> BaselineViolations(V1PodTemplateSpec template) => Violations(template, isRestricted: false);

    private static List<string> Violations(V1PodTemplateSpec template, bool isRestricted)
    {
        var pod = template.Spec;
        var found = new List<string>();
        Check(pod.SecurityContext?.WindowsOptions?.HostProcess != true, "HostProcess");
        Check(pod.HostNetwork != true && pod.HostPID != true && pod.HostIPC != true, "host namespaces");
        Check(pod.SecurityContext?.Sysctls?.All(sysctl => SafeSysctls.Contains(sysctl.Name)) != false, "sysctls");
        Check(SeLinux(pod.SecurityContext?.SeLinuxOptions), "SELinux of the pod");
        Check(pod.SecurityContext?.AppArmorProfile?.Type is null or "RuntimeDefault" or "Localhost", "AppArmor of the pod");
        Check(
            template.Metadata?.Annotations?.All(pair => !pair.Key.StartsWith("container.apparmor.security.beta.kubernetes.io/", StringComparison.Ordinal)
                || pair.Value == "runtime/default" || pair.Value.StartsWith("localhost/", StringComparison.Ordinal)) != false,
            "AppArmor annotations");
        Restricted(pod.SecurityContext?.RunAsUser != 0, "runAsUser of the pod is root");
        Check(pod.SecurityContext?.SeccompProfile?.Type != "Unconfined" || isRestricted, "seccomp of the pod");
        foreach (var volume in pod.Volumes ?? [])
        {
            var allowed = new object?[]
            {
                volume.ConfigMap,
                volume.Csi,
                volume.DownwardAPI,
                volume.EmptyDir,
                volume.Ephemeral,
                volume.PersistentVolumeClaim,
                volume.Projected,
                volume.Secret,
            };
            Check(volume.HostPath is null && (!isRestricted || allowed.Count(source => source is not null) == 1), $"type of volume {volume.Name}");
        }

        var containers = (pod.InitContainers ?? [])
            .Select(container => (container.Name, container.SecurityContext, container.Ports, Hosts: Hosts(container)))
            .Concat(pod.Containers.Select(container => (container.Name, container.SecurityContext, container.Ports, Hosts: Hosts(container))))
            .Concat(
                (pod.EphemeralContainers ?? []).Select(container => (container.Name, container.SecurityContext, container.Ports, Hosts: Array.Empty<string?>()))
            );
        foreach (var (name, security, ports, hosts) in containers)
        {
            Check(security?.WindowsOptions?.HostProcess != true, $"{name}: HostProcess");
            Check(security?.Privileged != true, $"{name}: privileged");
            Restricted(security?.AllowPrivilegeEscalation == false, $"{name}: allowPrivilegeEscalation is not false");
            Restricted(security?.Capabilities?.Drop?.Contains("ALL") == true, $"{name}: capabilities are not all dropped");
            Check(
                security?.Capabilities?.Add?.All(added => isRestricted ? added == "NET_BIND_SERVICE" : DefaultCapabilities.Contains(added)) != false,
                $"{name}: capabilities are added");
            Check(ports?.All(port => port.HostPort is null or 0) != false, $"{name}: hostPort");
            Check(hosts.All(host => host is null), $"{name}: host of a probe or hook");
            Check(SeLinux(security?.SeLinuxOptions), $"{name}: SELinux");
            Check(security?.AppArmorProfile?.Type is null or "RuntimeDefault" or "Localhost", $"{name}: AppArmor");
            Check(security?.ProcMount is null or "Default", $"{name}: procMount");
            var seccomp = (security?.SeccompProfile ?? pod.SecurityContext?.SeccompProfile)?.Type;
            Check(seccomp is "RuntimeDefault" or "Localhost" || (!isRestricted && seccomp != "Unconfined"), $"{name}: seccomp");
            Restricted((security?.RunAsNonRoot ?? pod.SecurityContext?.RunAsNonRoot) == true, $"{name}: runAsNonRoot");
            Restricted(security?.RunAsUser != 0, $"{name}: runAsUser is root");
        }

        return found;

        void Check(bool holds, string control)
        {
            if (!holds)
                found.Add(control);
        }

        void Restricted(bool holds, string control) => Check(holds || !isRestricted, control);
    }

    private static bool SeLinux(V1SELinuxOptions? options) =>
        options is null || (options.Type is null or "" or "container_t" or "container_init_t" or "container_kvm_t" or "container_engine_t"
            && string.IsNullOrEmpty(options.User) && string.IsNullOrEmpty(options.Role));

    private static string?[] Hosts(V1Container container) =>
    [
        .. new[] { container.LivenessProbe, container.ReadinessProbe, container.StartupProbe }.SelectMany(probe =>
            new[] { probe?.HttpGet?.Host, probe?.TcpSocket?.Host }),
        .. new[] { container.Lifecycle?.PostStart, container.Lifecycle?.PreStop }.SelectMany(hook => new[] { hook?.HttpGet?.Host, hook?.TcpSocket?.Host }),
    ];
}
