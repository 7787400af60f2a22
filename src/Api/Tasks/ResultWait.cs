using October.Api.Health;
using October.Tasks.Client;
using October.Tasks.Results;

namespace October.Api.Tasks;

/// <summary>Waits for results, for no longer than the settings allow and the api goes on.</summary>
internal sealed class ResultWait(ITaskClient client, ApiSettings settings, StopProgress stop)
{
    /// <summary>The result as soon as it is final, or what is recorded when the wait is over.</summary>
    public async Task<TaskResult> RunAsync(string id, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.NoMore);
        try
        {
            return await client.AwaitResultAsync(id, wait < settings.MaxWait ? wait : settings.MaxWait, over.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await client.GetResultAsync(id);
        }
    }
}
