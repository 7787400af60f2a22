using October.Tasks.Consumer.Receiving;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Records ends that are a request of their own, and those that cannot be recorded as they should be.</summary>
/// <param name="store">Records them.</param>
/// <param name="followUps">The same for those that something follows.</param>
/// <param name="requests">Asks until Redis answers.</param>
/// <param name="reports">What is recorded.</param>
/// <param name="later">Has one tried again, for this reason.</param>
/// <param name="time">The clock.</param>
internal sealed class SingleEnds(
    MessageStore store, FollowUpStore followUps, EndRequests requests, EndReports reports, Action<PendingEnd, Exception> later, TimeProvider time)
{
    /// <summary>Records the end of a message that something follows.</summary>
    public Task FollowAsync(PendingEnd end, CancellationToken cancellationToken) =>
        MoveAsync(end, () => followUps.EndAsync(end.Delivery, end.Outcome), cancellationToken);

    /// <summary>Moves a message to where it belongs.</summary>
    public async Task MoveAsync(PendingEnd end, Func<Task<bool>> move, CancellationToken cancellationToken)
    {
        Exception error;
        try
        {
            await EndAsync(end.Delivery, end.Outcome, move, cancellationToken);
            return;
        }
        catch (Exception exception)
            when (exception is QueueUnavailableException refused ? !EndRefusal.IsFinal(refused, end) : EndRefusal.IsShortage(exception, end))
        {
            later(end, exception);
            return;
        }
#pragma warning disable CA1031 // Whatever one message says must follow it, the others are acknowledged.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            error = exception;
        }

        await GiveUpAsync(end, error, cancellationToken);
    }

    /// <summary>
    /// Ends a message that cannot be ended as it should be, by what it says: as a dead letter, and as a failure for who waits for it. What Redis does not take
    /// either is tried again: then it is not for what follows the message.
    /// </summary>
    public async Task GiveUpAsync(PendingEnd end, Exception error, CancellationToken cancellationToken)
    {
        var delivery = end.Delivery;
        if (Unacknowledged.Decide(delivery, end.Outcome, error, time.GetUtcNow()) is not { } dead)
        {
            later(end, error);
            return;
        }

        var plain = dead with { Ending = null };
        Func<Task<bool>>[] ways = dead.Ending is null
            ? [() => store.DeadLetterAsync(delivery, plain)]
            : [() => followUps.EndAsync(delivery, dead), () => store.DeadLetterAsync(delivery, plain)];
        foreach (var way in ways)
        {
            try
            {
                await EndAsync(delivery, plain, way, cancellationToken);
                return;
            }
#pragma warning disable CA1031 // As above.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                error = exception;
            }
        }

        later(end, error);
    }

    private async Task EndAsync(Delivery delivery, Outcome outcome, Func<Task<bool>> way, CancellationToken cancellationToken) =>
        reports.Ended(delivery, outcome, await requests.UntilAnsweredAsync(way, cancellationToken));
}
