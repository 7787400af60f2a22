using System.Text.Json.Nodes;
using October.Operator.Decide.Commands;
using October.Operator.Decide.Rollout;
using October.Operator.Decide.Rollout.Model;
using October.Runtime.Api;

namespace October.Operator.GitOps;

/// <summary>Apps in every state that simulated rollouts bring them to.</summary>
internal static class RecordedApps
{
    private static readonly Dictionary<string, Behaviour> Revisions = new()
    {
        ["v1"] = Behaviour.Healthy,
        ["v2"] = Behaviour.Healthy,
        ["smoke"] = Behaviour.BadSmoke,
        ["service"] = Behaviour.BadOnlyInService,
        ["room"] = Behaviour.NoRoom,
    };

    /// <summary>The resource as a GitOps tool reads it, and what kstatus says of it.</summary>
    public static IReadOnlyList<(JsonObject App, string KStatus)> All { get; } = Record();

    private static List<(JsonObject App, string KStatus)> Record()
    {
        var recorded = new List<(JsonObject App, string KStatus)> { (App(1, null), "InProgress") };
        foreach (var policy in Enum.GetValues<RollbackPolicy>())
        {
            var world = new SimulatedWorld(Revisions) { Rollback = policy, BakeTime = TimeSpan.FromSeconds(3) };
            foreach (var revision in new[] { "smoke", "v1", "v2", "service", "room" })
            {
                world.Apply(revision);
                world.SettleForGood();
            }

            world.Annotate(new CommandTokens { Abort = "1" });
            world.SettleForGood();
            world.Suspended = true;
            world.Reconcile();
            world.Apply("v1");
            world.Reconcile();
            world.Suspended = false;
            world.SettleForGood();
            world.Suspended = true;
            world.Reconcile();
            foreach (var (generation, status) in world.Statuses)
            {
                var json = (JsonObject)KubeJson.Node(status);
                recorded.Add((App(generation, json), KStatus.Of(status, generation)));
                // The spec has moved on and the operator has not looked yet.
                recorded.Add((App(generation + 1, json), "InProgress"));
            }
        }

        return recorded;
    }

    private static JsonObject App(long generation, JsonObject? status) => new()
    {
        ["apiVersion"] = "october.dev/v1",
        ["kind"] = "OctoberApp",
        ["metadata"] = new JsonObject { ["name"] = "shop", ["namespace"] = "default", ["generation"] = generation },
        ["status"] = status?.DeepClone(),
    };
}
