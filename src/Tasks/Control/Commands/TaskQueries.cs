using System.Text.Json.Nodes;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Running;
using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Control.Commands;

/// <summary>The commands that ask for tasks: those that run, that wait in this worker, that are due later, that were revoked, and that it knows.</summary>
/// <param name="redis">Where the tasks are that are due later.</param>
/// <param name="node">This worker's name.</param>
/// <param name="inFlight">What this worker has reserved.</param>
/// <param name="slots">What it runs.</param>
/// <param name="queues">The queues it serves.</param>
/// <param name="registry">The tasks it knows.</param>
/// <param name="limits">Their time and rate limits.</param>
internal sealed class TaskQueries(
    RedisConnection redis, string node, InFlight inFlight, Slots slots, ServedQueues queues, TaskRegistry registry, (TaskLimits Time, RateLimits Rate) limits)
{
    /// <summary>So many of the tasks that are due later are read, and so many revoked ids.</summary>
    private const int Limit = 1000;

    public IEnumerable<Command> Commands =>
    [
        Command.Create("active", Active),
        Command.Create("reserved", _ => new JsonArray([.. Reserved(slots.Active).Select(Reserved)])),
        Command.CreateAsync("scheduled", ScheduledAsync),
        Command.Create("query_task", Query, "ids"),
        Command.CreateAsync("revoked", async _ => new JsonArray([.. (await Revocation.ListAsync(redis, Limit)).Select(static id => JsonValue.Create(id))])),
        Command.Create("registered", Registered),
    ];

    private JsonArray Active(CommandArguments arguments)
    {
        var safe = arguments.Flag("safe");
        return new JsonArray([.. slots.Active.Select(run => TaskInfo.Of(run.Delivery, run, node, safe))]);
    }

    private JsonObject Reserved(Delivery delivery) => TaskInfo.Of(delivery, null, node, safe: false);

    /// <summary>What waits in this worker for a slot.</summary>
    private IEnumerable<Delivery> Reserved(IReadOnlyList<ActiveRun> active)
    {
        var running = active.Select(static run => run.Delivery.Sequence).ToHashSet();
        return inFlight.All.Where(delivery => !running.Contains(delivery.Sequence)).Select(Decode).OfType<Delivery>();
    }

    private JsonObject Query(CommandArguments arguments)
    {
        var (ids, active, answer) = (arguments.Texts("ids").ToHashSet(StringComparer.Ordinal), slots.Active, new JsonObject());
        foreach (var run in active.Where(run => ids.Contains(run.Delivery.Task.Id)))
            answer[run.Delivery.Task.Id] = new JsonArray("active", TaskInfo.Of(run.Delivery, run, node, safe: false));
        foreach (var delivery in Reserved(active).Where(delivery => ids.Contains(delivery.Task.Id) && !answer.ContainsKey(delivery.Task.Id)))
            answer[delivery.Task.Id] = new JsonArray("reserved", Reserved(delivery));
        return answer;
    }

    /// <summary>October keeps tasks that are due later in Redis, for any worker: each says those of its queues.</summary>
    private async Task<JsonNode?> ScheduledAsync(CommandArguments arguments)
    {
        var served = queues.Names.SelectMany(redis.Settings.Layout.Lists).ToHashSet(StringComparer.Ordinal);
        var answer = new JsonArray();
        foreach (var (delayed, due) in await new DelayedMessages(redis, null).ListAsync(Limit))
        {
            if (served.Contains(delayed.List) && Decode(delayed) is { } delivery)
                answer.Add((JsonNode)new JsonObject { ["eta"] = CeleryTime.Header(due), ["priority"] = 6, ["request"] = Reserved(delivery) });
        }

        return answer;
    }

    private JsonArray Registered(CommandArguments arguments)
    {
        var items = arguments.Texts("taskinfoitems") is { Count: > 0 } given ? given : ["exchange", "routing_key", "rate_limit"];
        return [.. registry.Names.Select(name =>
        {
            var known = items.Select(item => (item, Value: Attribute(name, item))).Where(static item => item.Value is not null).ToArray();
            return (JsonNode)(known.Length == 0 ? name : $"{name} [{string.Join(' ', known.Select(static item => $"{item.item}={item.Value}"))}]");
        })];
    }

    /// <summary>An attribute of Celery's tasks that ours have, too.</summary>
    private string? Attribute(string task, string attribute) => attribute switch
    {
        "name" => task,
        "serializer" => "json",
        "acks_late" => "True",
        "max_retries" => registry.TryGet(task, out var handler) ? handler.Retry.MaxRetries.ToString() : null,
        "rate_limit" => limits.Rate.Of(task)?.Text,
        "time_limit" => limits.Time.Of(task).Hard?.TotalSeconds.ToString(),
        "soft_time_limit" => limits.Time.Of(task).Soft?.TotalSeconds.ToString(),
        _ => null,
    };

    private static Delivery? Decode(Delivery delivery)
    {
        try
        {
            return delivery.Message is null ? delivery with { Message = EnvelopeReader.Read(delivery.Bytes) } : delivery;
        }
        catch (MessageFormatException)
        {
            // On its way to the dead-letter queue.
            return null;
        }
    }
}
