using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.Common.Queues;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Node.Scheduling;

/// <summary>Binds pods to the one node, in the order they were made; says why when it cannot.</summary>
internal sealed partial class Scheduler(ControllerContext context, string nodeName, NodeCapacity allocatable)
{
    private const string Component = "default-scheduler";

    private readonly WorkQueue<NamespacedName> _queue = new(context.Time, RetryBackoff.Make);
    private Informer _claims = null!;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pods = context.Informers.Get(ResourceTypes.Pods);
        var nodes = context.Informers.Get(ResourceTypes.Nodes);
        _claims = context.Informers.Get(ResourceTypes.PersistentVolumeClaims);
        // That a claim is gone lets no pod run that could not before.
        _claims.OnChange((_, current) =>
        {
            if (current is not null)
                AddUsersOf(pods, current);
        });
        pods.OnChange((old, current) =>
        {
            if (current is not null)
                Add(current);
            // Room was made: others may fit now.
            if (old is not null && (current is null || (current.IsFinished() && !old.IsFinished())))
                AddAll(pods);
        });
        nodes.OnChange((_, _) => AddAll(pods));
        try
        {
            await Task.WhenAll(pods.Synced, nodes.Synced, _claims.Synced).WaitAsync(cancellationToken);
            AddAll(pods);
            while (true)
                await WorkAsync(pods, nodes, await _queue.GetAsync(cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
        finally
        {
            _queue.Dispose();
        }
    }

    private void AddAll(Informer pods)
    {
        foreach (var pod in pods.All())
            Add(pod);
    }

    private void AddUsersOf(Informer pods, JsonObject claim)
    {
        foreach (var pod in pods.InNamespace(claim.Namespace()).Where(p => SchedulingDecision.ClaimsOf(p).Contains(claim.Name())))
            Add(pod);
    }

    private void Add(JsonObject pod)
    {
        if (pod.StringAt("spec", "nodeName") is null or "" && pod.IsActive() && pod.ArrayAt("spec", "schedulingGates") is null or { Count: 0 })
            _queue.Add(NamespacedName.Of(pod));
    }

    private async Task WorkAsync(Informer pods, Informer nodes, NamespacedName key, CancellationToken cancellationToken)
    {
        try
        {
            if (pods.Get(key.Namespace, key.Name) is { } pod && pod.StringAt("spec", "nodeName") is null or "" && pod.IsActive())
                await ScheduleAsync(pods, pod, nodes.Get("", nodeName), cancellationToken);
            _queue.Forget(key);
        }
        catch (ApiStatusException exception) when (exception.Code == 404)
        {
            _queue.Forget(key);
        }
        catch (ApiStatusException exception)
        {
            LogRetry(context.Logger, key.ToString(), exception.Message);
            _queue.AddRateLimited(key);
        }
        finally
        {
            _queue.Done(key);
        }
    }

    private async Task ScheduleAsync(Informer pods, JsonObject pod, JsonObject? node, CancellationToken cancellationToken)
    {
        // What the informer does not have yet is read from the server: a pod does not fail because the event of its claim comes later.
        var claims = new Dictionary<string, JsonObject?>(StringComparer.Ordinal);
        foreach (var name in SchedulingDecision.ClaimsOf(pod))
            claims[name] =
                _claims.Get(pod.Namespace(), name)
                ?? await context.Client.GetAsync(ResourceTypes.PersistentVolumeClaims, pod.Namespace(), name, cancellationToken);
        var others = pods.All().Where(p => p.StringAt("spec", "nodeName") == nodeName);
        if (SchedulingDecision.Problem(pod, node, allocatable, others, name => claims[name]) is { } problem)
        {
            await MarkUnschedulableAsync(pods, pod, problem, cancellationToken);
            return;
        }

        var binding = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Binding",
            ["metadata"] = new JsonObject { ["name"] = pod.Name(), ["namespace"] = pod.Namespace(), ["uid"] = pod.Uid() },
            ["target"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = nodeName },
        };
        await context.Client.CreateAsync(ResourceTypes.Pods, binding, "binding", cancellationToken);
        context.Events.Record(pod, Component, "Normal", "Scheduled", $"Successfully assigned {pod.Namespace()}/{pod.Name()} to {nodeName}");
        if (await context.Client.GetAsync(ResourceTypes.Pods, pod.Namespace(), pod.Name(), cancellationToken) is { } bound)
            pods.Accept(bound);
    }

    private async Task MarkUnschedulableAsync(Informer pods, JsonObject pod, string problem, CancellationToken cancellationToken)
    {
        var condition = new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "False",
            ["lastProbeTime"] = null,
            ["observedGeneration"] = pod.Generation(),
            ["reason"] = "Unschedulable",
            ["message"] = problem,
        };
        var conditions = pod.ArrayAt("status", "conditions").With(condition, context.Now);
        if (conditions.DeepEqual(pod.ArrayAt("status", "conditions")))
            return;
        context.Events.Record(pod, Component, "Warning", "FailedScheduling", problem);
        pods.Accept(
            await context.Client.PatchAsync(
                ResourceTypes.Pods,
                pod.Namespace(),
                pod.Name(),
                new JsonObject { ["status"] = new JsonObject { ["conditions"] = conditions } },
                "status",
                cancellationToken));
    }

    [LoggerMessage(LogLevel.Debug, "Scheduling of {Pod} will be retried: {Problem}")]
    private static partial void LogRetry(ILogger logger, string pod, string problem);
}
