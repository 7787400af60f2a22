using System.Threading.Channels;
using October.Tasks.Consumer.Acknowledging;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Consumer.Running;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// The one way of a message into this worker, whoever brought it: it counts as in flight, is decoded, and is then ready to run, or acknowledged with
/// the outcome that takes the place of a run.
/// </summary>
internal sealed class Intake(
    MessageStore store, InFlight inFlight, Acknowledger acknowledger, RevokedIds revoked, RateLimits rates, ConsumerReports reports, TimeProvider time)
{
    private readonly Channel<Delivery> _ready = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleWriter = true });

    /// <summary>What is to run, in the order of the reserve.</summary>
    public ChannelReader<Delivery> Ready => _ready.Reader;

    /// <summary>The number of the delivery that waits for a slot the longest; null when none does.</summary>
    public long? Next => _ready.Reader.TryPeek(out var next) ? next.Sequence : null;

    /// <summary>Requeues what waits for a slot, in one step that keeps the order; the answer is how many.</summary>
    public async Task<int> RequeueWaitingAsync()
    {
        var waiting = new List<Delivery>();
        while (_ready.Reader.TryRead(out var delivery))
            waiting.Add(delivery);
        inFlight.IsSlow();
        if (waiting.Count == 0)
            return 0;
        IReadOnlyList<MessageStore.Confirmation>? confirmations = null;
        try
        {
            confirmations = await store.RequeueAsync([.. waiting.Select(static delivery => (delivery, delivery.Bytes))]);
        }
        catch (QueueUnavailableException)
        {
            // The acknowledger tries again until Redis answers.
        }

        for (var i = 0; i < waiting.Count; i++)
        {
            if (confirmations?[i] is { Error: null })
                inFlight.Remove(waiting[i]);
            else
                acknowledger.Add(waiting[i], new Outcome.Requeue(waiting[i].Bytes));
        }

        return waiting.Count;
    }

    /// <summary>No more will come.</summary>
    public void Close() => _ready.Writer.TryComplete();

    /// <summary>Takes in messages that this worker has reserved, but for the unread.</summary>
    /// <param name="deliveries">The messages.</param>
    /// <param name="now">By Redis' clock.</param>
    /// <param name="anyRevoked">Some id is revoked, so these have to be looked up.</param>
    /// <exception cref="QueueUnavailableException">Redis cannot be asked which are revoked; they no longer count as in flight.</exception>
    public async Task ReceiveAsync(IReadOnlyList<Delivery> deliveries, DateTimeOffset now, bool anyRevoked)
    {
        var readable = new List<Delivery>(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            if (delivery.IsUnread)
                break;
            inFlight.Add(delivery);
            if (Read(delivery) is { } read)
                readable.Add(read);
        }

        reports.Metrics.Holds(inFlight.Count);
        if (anyRevoked && readable.Count > 0)
            await LookUpRevokedAsync(readable, now);
        foreach (var delivery in readable)
        {
            if (Admit(delivery, now) is { } outcome)
                acknowledger.Add(delivery, outcome);
            else
                _ready.Writer.TryWrite(delivery);
        }
    }

    /// <summary>
    /// Takes in messages whose worker did not acknowledge them, but for the unread: back to their queue with one delivery more, or to the dead-letter queue.
    /// </summary>
    public void Redeliver(IReadOnlyList<Delivery> claimed, int maxDeliveries, DateTimeOffset now)
    {
        reports.Metrics.Redelivered(claimed.Count(static delivery => !delivery.IsUnread));
        foreach (var delivery in claimed.Where(static delivery => !delivery.IsUnread))
        {
            inFlight.Add(delivery);
            // Whoever reads a message counts it first.
            if (delivery.Claims > maxDeliveries)
                acknowledger.Add(delivery, Redelivery.Unread(delivery.Claims));
            else if (Read(delivery) is { } read)
                acknowledger.Add(read, Decide(read, () => Redelivery.Decide(read, maxDeliveries, now)));
        }
    }

    /// <summary>Requeues messages that were not received.</summary>
    public void Requeue(IReadOnlyList<Delivery> unread)
    {
        foreach (var delivery in unread)
        {
            inFlight.Add(delivery);
            acknowledger.Add(delivery, new Outcome.Requeue(delivery.Bytes));
        }
    }

    /// <summary>Puts off a message that there is no memory to receive.</summary>
    public void PutOff(Delivery unread, OutOfMemoryException error)
    {
        inFlight.Add(unread);
        acknowledger.Add(unread, Short(unread, error));
    }

    /// <summary>The outcome that takes the place of a run; null to run it.</summary>
    private Outcome? Admit(Delivery delivery, DateTimeOffset now)
    {
        try
        {
            var decided = Admission.Decide(delivery, now, revoked.Contains(delivery.Task));
            if (decided is null && rates.Take(delivery.Task.Task) is { } pause)
                decided = new Outcome.Delay(now + pause, delivery.Bytes, null);
            // What is due later is received when it comes again.
            if (decided is not Outcome.Delay)
                reports.Received(delivery);
            return decided;
        }
        catch (OutOfMemoryException exception)
        {
            return Short(delivery, exception);
        }
#pragma warning disable CA1031 // Whatever one message makes go wrong is its own end, and neither that of the others nor of the loop that brought them.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Redelivery.Broken(delivery.Message, exception, time.GetUtcNow());
        }
    }

    private Outcome Decide(Delivery delivery, Func<Outcome> decide)
    {
        try
        {
            return decide();
        }
        catch (OutOfMemoryException exception)
        {
            return Short(delivery, exception);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Redelivery.Broken(delivery.Message, exception, time.GetUtcNow());
        }
    }

    private Outcome Short(Delivery delivery, OutOfMemoryException error) =>
        Shortage.Decide(delivery, error, store.Settings.MaxDeliveries, time.GetUtcNow());

    private async Task LookUpRevokedAsync(List<Delivery> deliveries, DateTimeOffset now)
    {
        try
        {
            await revoked.RefreshAsync(
                [.. deliveries.SelectMany(static delivery => (IEnumerable<string>)
                    [RedisKeys.RevokedId(delivery.Task.Id), .. delivery.Task.Stamps.Select(RedisKeys.RevokedStamp)])],
                members => store.RevokedAsync(members, now));
        }
        catch (QueueUnavailableException)
        {
            // Not started yet: forgotten here, so that the reclaimer's comparison with Redis finds them.
            foreach (var delivery in deliveries)
                inFlight.Remove(delivery);
            throw;
        }
    }

    /// <summary>Decodes a message, or sends it to the dead-letter queue.</summary>
    private Delivery? Read(Delivery delivery)
    {
        try
        {
            return delivery.TooLong is { } size
                ? throw new MessageFormatException($"the message has {size} bytes; the limit is {EnvelopeReader.Limit >> 20} MiB")
                : delivery with { Message = EnvelopeReader.Read(delivery.Bytes) };
        }
        catch (MessageFormatException exception)
        {
            Undecodable(delivery, exception);
        }
        catch (OutOfMemoryException exception)
        {
            acknowledger.Add(delivery, Short(delivery, exception));
        }

        return null;
    }

    private void Undecodable(Delivery delivery, MessageFormatException error)
    {
        try
        {
            var named = delivery with { Message = Identity(delivery) };
            acknowledger.Add(named, Decide(named, () => Redelivery.Undecodable(error, named.Message, time.GetUtcNow())));
        }
        catch (OutOfMemoryException exception)
        {
            acknowledger.Add(delivery, Short(delivery, exception));
        }
    }

    private static TaskMessage? Identity(Delivery delivery)
    {
        try
        {
            return delivery.Bytes.Length <= EnvelopeReader.Limit ? MessageIdentity.Of(delivery.Bytes) : null;
        }
#pragma warning disable CA1031 // Then it does not say whose it is.
        catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
