using System.Text.Json.Nodes;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Consumer.Running;
using October.Tasks.Events;
using October.Tasks.Redis;

namespace October.Tasks.Control.Commands;

/// <summary>The commands that change the worker itself, until it starts anew: its slots, its queues, its events, its end.</summary>
/// <param name="slots">Where tasks run.</param>
/// <param name="queues">The queues that are served.</param>
/// <param name="metrics">Which say how many slots and queues there are.</param>
/// <param name="taskEvents">The events of tasks.</param>
/// <param name="workerEvents">The events of the worker.</param>
/// <param name="shutdown">Stops the worker, as SIGTERM does.</param>
internal sealed class WorkerCommands(
    Slots slots, ServedQueues queues, ConsumerMetrics metrics, TaskEvents taskEvents, WorkerEvents workerEvents, Action shutdown)
{
    private const int MostSlots = 10_000;

    public IEnumerable<Command> Commands =>
    [
        Command.Create("pool_grow", arguments => Resize(arguments.Integer("n", 1), "pool will grow")),
        Command.Create("pool_shrink", arguments => Resize(-arguments.Integer("n", 1), "pool will shrink")),
        Command.Create("pool_restart", static _ => Command.Error("ValueError('Pool restarts not enabled')")),
        Command.Strict("autoscale", static _ => Command.Error("ValueError('Autoscale not enabled')"), "max", "min"),
        Command.Create("shutdown", _ =>
        {
            shutdown();
            return null;
        }),
        Command.Create("add_consumer", Add, "queue"),
        Command.Create("cancel_consumer", Cancel, "queue"),
        Command.Strict("active_queues", _ => new JsonArray([.. queues.Names.Select(QueueInfo)])),
        Command.Strict("enable_events", _ => Command.Ok(taskEvents.Enable(true) ? "task events enabled" : "task events already enabled")),
        Command.Strict("disable_events", _ => Command.Ok(taskEvents.Enable(false) ? "task events disabled" : "task events already disabled")),
        Command.CreateAsync("heartbeat", async _ =>
        {
            await workerEvents.BeatAsync();
            return null;
        }),
    ];

    private JsonObject Resize(int change, string done)
    {
        var size = slots.Count + change;
        if (size is < 1 or > MostSlots)
            return Command.Error($"ValueError('a worker has 1 to {MostSlots} slots, and this would be {size}')");
        slots.Resize(size);
        metrics.Serves(queues.Names, size);
        return Command.Ok(done);
    }

    private JsonObject Add(CommandArguments arguments)
    {
        var queue = arguments.Text("queue") ?? "";
        if (QueueName.Problem(queue) is { } problem)
            return Command.Error($"ValueError(\"the name of a queue {problem.Replace('"', '\'')}\")");
        if (queues.Add(queue))
            metrics.Serves(queues.Names, slots.Count);
        return Command.Ok($"add consumer {queue}");
    }

    private JsonObject Cancel(CommandArguments arguments)
    {
        var queue = arguments.Text("queue") ?? "";
        if (queues.Remove(queue))
            metrics.Serves(queues.Names, slots.Count);
        return Command.Ok($"no longer consuming from {queue}");
    }

    /// <summary>As Celery describes a queue of a direct exchange (<c>kombu.Queue.as_dict</c>).</summary>
    private static JsonNode QueueInfo(string queue) => new JsonObject
    {
        ["name"] = queue,
        ["exchange"] = new JsonObject
        {
            ["name"] = queue,
            ["type"] = "direct",
            ["arguments"] = null,
            ["durable"] = true,
            ["passive"] = false,
            ["auto_delete"] = false,
            ["delivery_mode"] = null,
            ["no_declare"] = false,
        },
        ["routing_key"] = queue,
        ["queue_arguments"] = null,
        ["binding_arguments"] = null,
        ["consumer_arguments"] = null,
        ["durable"] = true,
        ["exclusive"] = false,
        ["auto_delete"] = false,
        ["no_ack"] = false,
        ["alias"] = null,
        ["bindings"] = new JsonArray(),
        ["no_declare"] = null,
        ["expires"] = null,
        ["message_ttl"] = null,
        ["max_length"] = null,
        ["max_length_bytes"] = null,
        ["max_priority"] = null,
    };
}
