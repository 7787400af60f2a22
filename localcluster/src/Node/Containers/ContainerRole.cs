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
}
