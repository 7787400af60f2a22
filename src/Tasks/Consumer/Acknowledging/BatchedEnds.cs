using October.Tasks.Consumer.Receiving;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Records many ends with one request.</summary>
/// <param name="store">Records them.</param>
/// <param name="requests">Asks until Redis answers.</param>
/// <param name="single">Ends what cannot be recorded as it should be.</param>
/// <param name="reports">What is recorded.</param>
/// <param name="later">Has one tried again, for this reason.</param>
internal sealed class BatchedEnds(
    MessageStore store, EndRequests requests, SingleEnds single, EndReports reports, Action<PendingEnd, Exception> later)
{
    /// <summary>Records tasks that have ended.</summary>
    public Task CompleteAsync(IReadOnlyList<PendingEnd> ends, CancellationToken cancellationToken) => ConfirmAsync(
        ends,
        some => store.CompleteAsync([.. some.Select(static one => (one.Delivery, ((Outcome.Complete)one.Outcome).Result))]),
        cancellationToken);

    /// <summary>Puts messages back.</summary>
    public Task RequeueAsync(IReadOnlyList<PendingEnd> ends, CancellationToken cancellationToken) => ConfirmAsync(
        ends,
        some => store.RequeueAsync([.. some.Select(static one => (one.Delivery, ((Outcome.Requeue)one.Outcome).Message))]),
        cancellationToken);

    private async Task ConfirmAsync(
        IReadOnlyList<PendingEnd> ends,
        Func<IReadOnlyList<PendingEnd>, Task<IReadOnlyList<MessageStore.Confirmation>>> request,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<MessageStore.Confirmation> confirmations;
        try
        {
            confirmations = await requests.UntilAnsweredAsync(() => request(ends), cancellationToken);
        }
#pragma warning disable CA1031 // What this process fails at is one message's end as well.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // For one of them, which is not to keep the others. A key that is everybody's is so for all.
            if (ends.Count > 1 && exception is not QueueUnavailableException { IsRequestFault: false, IsUnanswered: false })
            {
                foreach (var one in ends)
                    await ConfirmAsync([one], request, cancellationToken);
                return;
            }

            foreach (var one in ends)
                await NotConfirmedAsync(one, exception, cancellationToken);
            return;
        }

        for (var i = 0; i < ends.Count; i++)
        {
            if (confirmations[i].Error is { } error)
                later(ends[i], new QueueUnavailableException(error));
            else
                reports.Confirmed(ends[i], confirmations[i]);
        }
    }

    private Task NotConfirmedAsync(PendingEnd end, Exception exception, CancellationToken cancellationToken)
    {
        var isFinal = exception is QueueUnavailableException refused
            ? end.Outcome is Outcome.Complete && EndRefusal.IsFinal(refused, end)
            : EndRefusal.IsFinal(exception, end);
        if (isFinal)
            return single.GiveUpAsync(end, exception, cancellationToken);
        later(end, exception);
        return Task.CompletedTask;
    }
}
