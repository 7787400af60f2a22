using Microsoft.Extensions.Logging;
using October.Tasks.Redis;
using StackExchange.Redis;

namespace October.Tasks.Control;

/// <summary>Obeys the commands that Celery's tools send to workers: <c>ping</c> and <c>revoke</c>. To any other it answers that it does not know it.</summary>
/// <param name="redis">Where answers go.</param>
/// <param name="revoke">Calls a task off.</param>
/// <param name="log">For what could not be answered.</param>
internal sealed partial class ControlListener(RedisConnection redis, Func<string, Task> revoke, ILogger log)
{
    private const string Separator = "\u0006\u0016";

    /// <summary>Listens on this connection until it is replaced.</summary>
    public Task SubscribeAsync(ISubscriber subscriber) => subscriber.SubscribeAsync(
        RedisChannel.Literal(BroadcastMessage.Channel(redis.Database, ControlCommand.Exchange)),
        (channel, message) => _ = ObeyAsync((byte[])message!));

    private async Task ObeyAsync(byte[] message)
    {
        if (ControlCommand.Read(message) is not { } command || !command.IsFor(WorkerName.Own))
            return;
        try
        {
            if (command.Method == "revoke")
            {
                foreach (var id in command.TaskIds)
                    await revoke(id);
            }

            if (command.Reply is { } reply)
                await ReplyAsync(command, reply.Exchange, reply.RoutingKey, reply.Ticket);
        }
        catch (QueueUnavailableException exception)
        {
            LogNotObeyed(log, command.Method, exception.Message);
        }
    }

    private async Task ReplyAsync(ControlCommand command, string exchange, string routingKey, string ticket)
    {
        var (kind, text) = command.Method switch
        {
            "ping" => ("ok", "pong"),
            "revoke" => ("ok", $"tasks {string.Join(", ", command.TaskIds)} flagged as revoked"),
            var other => ("error", $"october-worker does not know the command {other}"),
        };
        var message = BroadcastMessage.Write(exchange, routingKey, 1, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject(WorkerName.Own);
            json.WriteString(kind, text);
            json.WriteEndObject();
            json.WriteEndObject();
        }, ticket);
        // A direct exchange of kombu's is a set of "routing key, pattern, queue"; the answer goes into the list of each queue that is bound by the key.
        foreach (var binding in await redis.UseAsync(db => db.SetMembersAsync("_kombu.binding." + exchange)))
        {
            if (((string)binding!).Split(Separator) is [var key, _, var queue] && key == routingKey)
                await redis.UseAsync(db => db.ListLeftPushAsync(queue, message));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot obey the command {Method}: {Reason}")]
    private static partial void LogNotObeyed(ILogger log, string method, string reason);
}
