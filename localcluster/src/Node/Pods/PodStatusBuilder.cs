using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>The status of a Pod from the states of its containers: pure (kubernetes/pkg/kubelet/status and kubelet_pods.go).</summary>
internal static class PodStatusBuilder
{
    public static JsonObject Build(PodSnapshot snapshot, DateTimeOffset now)
    {
        var status = snapshot.Pod.ObjectAt("status")?.Clone() ?? [];
        var phase = Phase(snapshot);
        // Until nothing of it runs any more, a pod whose containers have ended counts as running.
        var ended = snapshot.Ended || phase is not ("Succeeded" or "Failed");
        status["phase"] = ended ? phase : "Running";
        status["conditions"] = ConditionsOf(snapshot, phase, ended, now);
        status["hostIP"] = snapshot.HostAddress;
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = snapshot.HostAddress });
        status["startTime"] = snapshot.StartTime.ToKubernetesTime();
        status["resources"] ??= new JsonObject();
        // The kubelet learns of the address when it first sees a container.
        if (snapshot.PodAddress is { } address && snapshot.Init.Concat(snapshot.Containers).Any(WasLookedAt))
        {
            status["podIP"] = address;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address });
        }

        if (snapshot.Init.Count > 0)
            status["initContainerStatuses"] = new JsonArray([.. snapshot.Init.Select(c => (JsonNode?)c.ToJson())]);
        if (snapshot.Ephemeral.Count > 0)
            status["ephemeralContainerStatuses"] = new JsonArray([.. snapshot.Ephemeral.Select(c => (JsonNode?)c.ToJson())]);
        status["containerStatuses"] = new JsonArray([.. snapshot.Containers.Select(c => (JsonNode?)Shown(c, snapshot.Pod).ToJson())]);
        return status;
    }

    /// <summary>The phase; a finished pod never runs again.</summary>
    public static string Phase(PodSnapshot snapshot)
    {
        var policy = snapshot.Pod.StringAt("spec", "restartPolicy") ?? "Always";
        var ending = snapshot.Pod.IsTerminating();
        if (snapshot.Init.FirstOrDefault(c => !c.LetsOthersStart) is { } init)
            return (policy == "Never" || ending) && init.State is ContainerState.Terminated ? "Failed" : "Pending";
        var all = snapshot.Containers;
        // Sidecars end after the others; until then the pod is not over.
        if (
            all.Concat(snapshot.Init).All(c => c.State is ContainerState.Terminated)
            && (ending || policy == "Never" || (policy == "OnFailure" && all.All(Succeeded))))
            return all.All(Succeeded) ? "Succeeded" : "Failed";
        return all.Any(c => c.State is ContainerState.Waiting && c.LastState is null) ? "Pending" : "Running";
    }

    /// <summary>In a pod that is to end, nothing is said any more of why a container did not start.</summary>
    private static ContainerRecord Shown(ContainerRecord container, JsonObject pod) =>
        pod.IsTerminating() && container is { State: ContainerState.Waiting, LastState: null, Role: ContainerRole.Regular }
            ? container with { State = new ContainerState.Waiting("ContainerCreating") }
            : container;

    private static bool IsLost(ContainerRecord container) => container.State is ContainerState.Terminated { Reason: ContainerState.Unknown };

    private static bool WasLookedAt(ContainerRecord container) =>
        container.State is not ContainerState.Waiting { Reason: "ContainerCreating" or "PodInitializing" };

    private static bool Succeeded(ContainerRecord container) => container.State is ContainerState.Terminated { ExitCode: 0 };

    private static JsonArray ConditionsOf(PodSnapshot snapshot, string phase, bool ended, DateTimeOffset now)
    {
        var generation = snapshot.Pod.Generation();
        var initialized = snapshot.Init.All(c => c.LetsOthersStart);
        var sandbox = snapshot.PodAddress is not null && (!ended || phase is not ("Succeeded" or "Failed"));
        var containersReady = Readiness(snapshot, phase);
        var gates = snapshot.Pod.ArrayAt("spec", "readinessGates").Objects()
            .All(g => snapshot.Pod.IsTrue(g.StringAt("conditionType") ?? ""));
        var ready =
            containersReady is null && !gates ? ("ReadinessGatesNotReady", "corresponding condition of pod readiness gate does not exist.") : containersReady;
        return (snapshot.Pod.ArrayAt("status", "conditions"))
            .With(Condition("PodReadyToStartContainers", sandbox, null), now)
            .With(Condition("Initialized", initialized || phase == "Succeeded", phase == "Succeeded" ? ("PodCompleted", null)
                : initialized ? null : ("ContainersNotInitialized", Names("incomplete", snapshot.Init.Where(c => !c.LetsOthersStart)))), now)
            .With(Condition("Ready", ready is null, ready), now)
            .With(Condition("ContainersReady", containersReady is null, containersReady), now)
            .With(Condition("PodScheduled", true, null), now);

        JsonObject Condition(string type, bool isTrue, (string Reason, string? Message)? why)
        {
            var condition = new JsonObject
            {
                ["type"] = type,
                ["status"] = isTrue ? "True" : "False",
                ["lastProbeTime"] = null,
                ["observedGeneration"] = generation,
            };
            if (why is { } text)
            {
                condition["reason"] = text.Reason;
                if (text.Message is not null)
                    condition["message"] = text.Message;
            }

            return condition;
        }
    }

    private static (string Reason, string? Message)? Readiness(PodSnapshot snapshot, string phase)
    {
        if (phase == "Succeeded")
            return ("PodCompleted", null);
        if (phase == "Failed" && !snapshot.Containers.Any(IsLost))
            return ("PodFailed", null);
        var unready = snapshot.Init.Where(c => c.Role == ContainerRole.Sidecar).Concat(snapshot.Containers).Where(c => !c.Ready).ToList();
        return unready.Count == 0 ? null : ("ContainersNotReady", Names("unready", unready));
    }

    private static string Names(string what, IEnumerable<ContainerRecord> containers) =>
        $"containers with {what} status: [{string.Join(' ', containers.Select(c => c.Name))}]";
}
