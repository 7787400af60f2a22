using System.Text.Json.Nodes;
using October.Tasks.Consumer.Running;
using October.Tasks.Redis;

namespace October.Tasks.Control.Commands;

/// <summary>A Celery worker that starts asks the others for revoked ids, and tells its own ("mingle").</summary>
/// <param name="redis">Where October's workers remember them.</param>
/// <param name="node">This worker's name.</param>
/// <param name="revoked">Those that this worker knows of.</param>
/// <param name="clock">The logical clock.</param>
internal sealed class Hello(RedisConnection redis, string node, RevokedIds revoked, LogicalClock clock)
{
    private const int Limit = 10_000;

    public IEnumerable<Command> Commands => [Command.CreateAsync("hello", AnswerAsync, "from_node")];

    private async Task<JsonNode?> AnswerAsync(CommandArguments arguments)
    {
        if (arguments.Text("from_node") == node)
            return null;
        foreach (var id in arguments.Keys("revoked").Take(Limit))
            await Revocation.RecordAsync(redis, revoked, id);
        var ids = await Revocation.ListAsync(redis, Limit);
        // Celery takes the time of its own clock for a time of 0, and wants it to be no whole number.
        return new JsonObject
        {
            ["revoked"] = new JsonObject(ids.Select(static id => KeyValuePair.Create(id, JsonNode.Parse("0.0")))),
            ["clock"] = clock.Forward(),
        };
    }
}
