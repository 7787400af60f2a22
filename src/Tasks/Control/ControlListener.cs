using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using October.Tasks.Redis;
using StackExchange.Redis;

namespace October.Tasks.Control;

/// <summary>Obeys the commands that Celery's tools send to workers, one after the other, and answers those that await an answer.</summary>
internal sealed partial class ControlListener
{
    /// <summary>So many commands may wait. More come only from a sender that is out of order.</summary>
    private const int Limit = 1000;

    /// <summary>How kombu's mailbox names the list of a client that awaits answers, behind the client's id.</summary>
    private const string ReplyQueue = ".reply." + ControlCommand.Exchange;

    /// <summary>No client waits for so long.</summary>
    private static readonly TimeSpan ReplyTtl = TimeSpan.FromHours(1);

    private readonly RedisConnection _redis;
    private readonly string _node;
    private readonly LogicalClock _clock;
    private readonly IReadOnlyDictionary<string, Command> _commands;
    private readonly ILogger _logger;
    private readonly Channel<byte[]> _waiting;
    private IConnectionMultiplexer? _subscribed;

    /// <param name="redis">Where commands come from and answers go.</param>
    /// <param name="node">This worker's name.</param>
    /// <param name="clock">The logical clock, which follows that of the senders.</param>
    /// <param name="commands">By name.</param>
    /// <param name="logger">For commands that cannot be read or obeyed.</param>
    public ControlListener(RedisConnection redis, string node, LogicalClock clock, IReadOnlyDictionary<string, Command> commands, ILogger logger)
    {
        (_redis, _node, _clock, _commands, _logger) = (redis, node, clock, commands, logger);
        _waiting = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(Limit) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }, _ => LogDropped(logger, Limit));
    }

    /// <summary>Listens on this connection until it is replaced. May be called again: the connection's subscriptions outlast a call that failed.</summary>
    public async Task SubscribeAsync(ISubscriber subscriber)
    {
        if (ReferenceEquals(_subscribed, subscriber.Multiplexer))
            return;
        await subscriber.ListenAsync(_redis.Channel(BroadcastMessage.Channel(_redis.Database, ControlCommand.Exchange)), Take);
        _subscribed = subscriber.Multiplexer;
    }

    private void Take(RedisChannel channel, RedisValue message) => _waiting.Writer.TryWrite((byte[])message!);

    /// <summary>Obeys until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in _waiting.Reader.ReadAllAsync(cancellationToken))
            await ObeyAsync(message);
    }

    private async Task ObeyAsync(byte[] message)
    {
        ControlCommand? command = null;
        try
        {
            if ((command = ControlCommand.Read(message)) is null)
            {
                LogNotRead(_logger, message.Length);
                return;
            }

            _clock.Adjust(command.Clock);
            if (!command.IsFor(_node))
                return;
            var answer = await AnswerAsync(command);
            if (command.Reply is var (exchange, routingKey, ticket))
                await ReplyAsync(answer, exchange, routingKey, ticket);
        }
#pragma warning disable CA1031 // Whatever a command, or the task that it asks for, makes go wrong: the next one is obeyed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotObeyed(_logger, command?.Method ?? "", exception.Message);
        }
    }

    /// <summary>What the command gives, written, or the error in the words of Celery's worker.</summary>
    private async Task<byte[]> AnswerAsync(ControlCommand command)
    {
        var arguments = new CommandArguments(command.Arguments);
        try
        {
            if (!_commands.TryGetValue(command.Method, out var known))
                throw new CommandException($"KeyError('{command.Method}')");
            known.Check(arguments);
            return Written(await known.Run(arguments));
        }
#pragma warning disable CA1031 // Whatever a sender writes, the worker goes on and says why it cannot obey.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotObeyed(_logger, command.Method, exception.Message);
            var isSentence = exception is CommandException or QueueUnavailableException;
            return Written(Command.Error(isSentence ? exception.Message : $"{exception.GetType().Name}: {exception.Message}"));
        }
    }

    private byte[] Written(JsonNode? answer)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        new JsonObject { [_node] = answer }.WriteTo(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private async Task ReplyAsync(byte[] answer, string exchange, string routingKey, string? ticket)
    {
        var message = BroadcastMessage.Write(exchange, routingKey, _clock.Forward(), json => json.WriteRawValue(answer, skipInputValidation: true), ticket);
        // A direct exchange of kombu's is a set of "routing key, pattern, queue"; the answer goes into the list of each queue that is bound by the key.
        foreach (var binding in await _redis.UseAsync(db => db.SetMembersAsync(_redis.Key(RedisKeys.BindingPrefix + exchange))))
        {
            if (((string)binding!).Split(_redis.Settings.Layout.PrioritySeparator) is [var key, _, var queue] && key == routingKey)
                await _redis.UseAsync(db => PushAsync(db, queue, message));
        }
    }

    /// <summary>
    /// Pushes an answer. A client that was killed has left its list behind, and nobody else removes it. Only of its kind: anybody may bind a queue of tasks.
    /// </summary>
    private async Task<long> PushAsync(IDatabase db, string queue, byte[] message)
    {
        var pushing = db.ListLeftPushAsync(_redis.Key(queue), message);
        if (queue.EndsWith(ReplyQueue, StringComparison.Ordinal))
            await db.KeyExpireAsync(_redis.Key(queue), ReplyTtl);
        return await pushing;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot obey the command {Method}: {Reason}")]
    private static partial void LogNotObeyed(ILogger logger, string method, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bytes} bytes on the channel of commands are no command of Celery's and are left out")]
    private static partial void LogNotRead(ILogger logger, int bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "a command was left out: {Limit} others wait")]
    private static partial void LogDropped(ILogger logger, int limit);
}
