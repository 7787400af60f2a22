using System.Text.Json.Nodes;
using October.Tasks.Canvas;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using StackExchange.Redis;

namespace October.Tasks.Client;

/// <summary>Sends signatures from a running task, or from a client: all of one, or nothing.</summary>
/// <param name="redis">The connection.</param>
/// <param name="queueOf">The queue of a task that names none, by its name; null for the sender's.</param>
/// <param name="resultTtl">How long results live: what counts a chord lives longer.</param>
/// <param name="retry">With an absent Redis.</param>
internal sealed class WorkflowSender(RedisConnection redis, Func<string, string?> queueOf, TimeSpan resultTtl, RedisRetry retry)
{
    /// <summary>Sends a signature.</summary>
    /// <param name="signature">What to send.</param>
    /// <param name="sender">Who sends it.</param>
    /// <param name="queue">The queue of tasks for which there is no other.</param>
    /// <param name="check">Looks at the queues that are sent to; null for no check.</param>
    /// <param name="cancellationToken">Ends the wait for an absent Redis.</param>
    /// <returns>Its result, and the results that become children of a sending task's.</returns>
    /// <exception cref="ArgumentException">It cannot be sent.</exception>
    /// <exception cref="QueueUnavailableException">Redis did not answer, or refuses.</exception>
    public async Task<(FrozenResult Result, JsonArray Children)> SendAsync(
        TaskSignature signature, Sender sender, string queue, Func<IReadOnlyList<string>, Task>? check, CancellationToken cancellationToken)
    {
        if (redis.Refusal is { } refusal)
            throw new QueueUnavailableException(refusal);
        var budget = new Budget();
        var dispatcher = new Dispatcher(sender, queue, retry.Time.GetUtcNow(), static () => Guid.NewGuid().ToString(), budget, queueOf);
        FrozenResult result;
        try
        {
            budget.Grant(signature.Json);
            result = dispatcher.Apply(Signature.Read(signature.Json), []);
        }
        catch (SignatureException exception)
        {
            throw new ArgumentException(exception.Message, nameof(signature), exception);
        }

        if (check is not null)
            await check([.. dispatcher.Changes.OfType<Change.Send>().Select(static send => send.Message.Queue).Distinct(StringComparer.Ordinal)]);
        List<RedisValue> values = [retry.MarkSeconds, (long)resultTtl.TotalSeconds, RedisKeys.WakePrefix];
        foreach (var change in dispatcher.Changes)
        {
            values.AddRange(change switch
            {
                Change.Send send => ["push", List(send.Message), EnvelopeWriter.Write(send.Message, Guid.NewGuid().ToString()), send.Message.Queue],
                Change.Size size => ["size", RedisKeys.Group(size.Group) + ".s", size.Count, ""],
                Change.Shape shape => ["set", RedisKeys.Group(shape.Group), SignatureMessage.Bytes(shape.ToMeta()), ""],
                _ => throw new InvalidOperationException($"{change.GetType()} is nothing that a signature changes"),
            });
        }

        // The mark makes it the same call, should it have been answered in vain.
        RedisKey[] mark = [RedisKeys.Sent(Guid.NewGuid().ToString())];
        RedisValue[] what = [.. values];
        var reply = (RedisResult[])(await retry.RunAsync(() => redis.RunAsync(Script.Send, mark, what), cancellationToken))!;
        if ((long)reply[0] == 0)
            throw new QueueUnavailableException($"the key of the queue \"{QueuePriority.QueueOf((string)reply[1]!)}\" holds something else than a list");
        return (result, dispatcher.Children);
    }

    private string List(TaskMessage message) => redis.Settings.Layout.List(message.Queue, message.Priority);
}
