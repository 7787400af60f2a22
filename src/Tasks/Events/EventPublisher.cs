using System.Text.Json;
using System.Threading.Channels;
using October.Tasks.Control;
using October.Tasks.Redis;

namespace October.Tasks.Events;

/// <summary>
/// Tells monitors such as Flower and celery-exporter what happens (https://docs.celeryq.dev/en/stable/userguide/monitoring.html#event-reference).
/// Events are news, not records: what cannot be sent, or not fast enough, is dropped.
/// </summary>
internal sealed class EventPublisher(RedisConnection redis, string node, LogicalClock logicalClock, TimeProvider time)
{
    private const string Exchange = "celeryev";
    private const int Limit = 10_000;

    private readonly Channel<(string Type, Action<Utf8JsonWriter> Fields)> _waiting = Channel.CreateBounded<(string, Action<Utf8JsonWriter>)>(
        new BoundedChannelOptions(Limit) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Sends soon.</summary>
    /// <param name="type">For example <c>task-succeeded</c>.</param>
    /// <param name="fields">Writes the fields beyond those that every event has.</param>
    public void Send(string type, Action<Utf8JsonWriter> fields) => _waiting.Writer.TryWrite((type, fields));

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (type, fields) in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await PublishAsync(type, fields);
            }
#pragma warning disable CA1031 // One task of which nothing can be told must not silence all that come after it.
            catch (Exception)
#pragma warning restore CA1031
            {
                // Dropped.
            }
        }
    }

    /// <summary>Sends at once.</summary>
    public async Task PublishAsync(string type, Action<Utf8JsonWriter> fields)
    {
        var (routingKey, clock, now) = (type.Replace('-', '.'), logicalClock.Forward(), time.GetUtcNow());
        var message = BroadcastMessage.Write(Exchange, routingKey, clock, json =>
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteString("hostname"u8, node);
            json.WriteNumber("utcoffset"u8, 0);
            json.WriteNumber("pid"u8, Environment.ProcessId);
            json.WriteNumber("clock"u8, clock);
            json.WriteNumber("timestamp"u8, now.ToUnixTimeMilliseconds() / 1000.0);
            fields(json);
            json.WriteEndObject();
        });
        try
        {
            await redis.UseAsync(db => db.PublishAsync(redis.Channel(BroadcastMessage.Channel(redis.Database, Exchange, routingKey)), message));
        }
        catch (QueueUnavailableException)
        {
            // Old news when Redis is back.
        }
    }
}
