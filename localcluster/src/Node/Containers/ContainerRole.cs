using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Containers;

/// <summary>What a container is to its pod.</summary>
internal enum ContainerRole
{
    /// <summary>One of <c>spec.containers</c>.</summary>
    Regular,

    /// <summary>Runs to its end before the regular ones start.</summary>
    Init,

    /// <summary>An init container with <c>restartPolicy: Always</c>: starts before the regular ones, runs beside them, ends after them (KEP-753).</summary>
    Sidecar,

    /// <summary>Added to a running pod to look into it (KEP-277): runs once, and nothing waits for it.</summary>
    Ephemeral,
}

/// <summary>Reads the role of a container.</summary>
internal static class ContainerRoles
{
    public static ContainerRole OfInit(JsonObject container) => container.StringAt("restartPolicy") == "Always" ? ContainerRole.Sidecar : ContainerRole.Init;

    /// <summary>Whether a container of this role is run again after it has ended.</summary>
    /// <param name="role">The role.</param>
    /// <param name="pod">Its pod, with the restart policy.</param>
    /// <param name="code">Its exit code.</param>
    public static bool RestartsAfter(this ContainerRole role, JsonObject pod, int code) =>
        role != ContainerRole.Ephemeral
        && (
            role == ContainerRole.Sidecar
            || (pod.StringAt("spec", "restartPolicy") ?? "Always") switch
            {
                "Never" => false,
                "OnFailure" => code != 0,
                _ => role == ContainerRole.Regular || code != 0,
            });
}
