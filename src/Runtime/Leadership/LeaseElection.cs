using System.Diagnostics.CodeAnalysis;
using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging;
using October.Runtime.Api;
using October.Runtime.Metrics;

namespace October.Runtime.Leadership;

/// <summary>
/// Leader election on a coordination.k8s.io Lease, with client-go's rules: another's lease is over when it was not renewed for its duration
/// by our own clock since we last saw it change (clocks of different machines are never compared). Leadership is a cancellation token: when
/// it cannot be renewed in time the token is cancelled, and this election never leads again; the process is expected to exit.
/// </summary>
public sealed partial class LeaseElection(IKubeApi api, LeaseOptions options, TimeProvider time, RuntimeMetrics metrics, ILogger logger)
{
    private string? _observedVersion;
    private long _observedAt;
    private string? _reported;

    /// <summary>Says at any moment whether we lead.</summary>
    public LeaseFence Fence { get; } = new(time, options.RenewDeadline);

    /// <summary>Waits for leadership, runs <paramref name="lead"/> while it lasts, and releases the lease when cancelled.</summary>
    /// <returns>False when leadership was lost.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before it led.</exception>
    public async Task<bool> RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        while (!await TryAcquireAsync(cancellationToken))
            await Task.Delay(options.RetryPeriod, time, cancellationToken);
        LogLeading(options.Identity);
        metrics.Leader.WithLabels(options.Name).Set(1);
        using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = lead(term.Token);
        bool kept;
        try
        {
            kept = await RenewAsync(work, cancellationToken);
        }
        finally
        {
            Fence.Lost();
            metrics.Leader.WithLabels(options.Name).Set(0);
            await term.CancelAsync();
        }

        try
        {
            await work;
        }
        catch (OperationCanceledException) when (term.IsCancellationRequested)
        {
            // The work ended because its term did.
        }

        if (kept)
            await ReleaseAsync();
        else
            LogLost(options.Identity);
        return kept;
    }

    private async Task<bool> RenewAsync(Task work, CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = Task.Delay(options.RetryPeriod, time, cancellationToken);
            await Task.WhenAny(work, pause);
            if (work.IsCompleted || cancellationToken.IsCancellationRequested)
                return true;
            // One hanging call must not cost the whole deadline.
            using var limit = new CancellationTokenSource(options.RenewDeadline / 2, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            if (!await TryAcquireAsync(either.Token) && !Fence.Holds)
                return cancellationToken.IsCancellationRequested;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is answered in the place of a Lease, the next try may find one.")]
    private async Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sent = time.GetTimestamp();
            var lease = await api.GetAsync<V1Lease>(options.Namespace, options.Name, cancellationToken);
            if (lease is null)
            {
                await api.CreateAsync(
                    Write(
                        new V1Lease { Metadata = new V1ObjectMeta { NamespaceProperty = options.Namespace, Name = options.Name } }),
                    cancellationToken);
                return Renewed(sent);
            }

            if (lease.Metadata.ResourceVersion != _observedVersion)
                (_observedVersion, _observedAt) = (lease.Metadata.ResourceVersion, time.GetTimestamp());
            var held = lease.Spec?.HolderIdentity is { Length: > 0 } holder && holder != options.Identity;
            var length = TimeSpan.FromSeconds(lease.Spec?.LeaseDurationSeconds ?? (int)options.Duration.TotalSeconds);
            if (held && time.GetElapsedTime(_observedAt) < length)
            {
                Report($"{lease.Spec!.HolderIdentity} leads", LogWaiting);
                return false;
            }

            await api.ReplaceAsync(Write(lease), cancellationToken);
            return Renewed(sent);
        }
        catch (Exception exception)
        {
            // Another was quicker: the next look says who.
            if (exception is not KubeApiException { Code: HttpStatusCode.Conflict })
                Report(exception.Message, LogFailed);
            return false;
        }
    }

    private bool Renewed(long sent)
    {
        Fence.Renewed(sent);
        _reported = null;
        return true;
    }

    /// <summary>Every try is one of thousands: only what is new is logged.</summary>
    private void Report(string message, Action<string> log)
    {
        if (message != _reported)
            log(_reported = message);
    }

    private V1Lease Write(V1Lease lease)
    {
        var now = time.GetUtcNow().UtcDateTime;
        // A MicroTime on a whole second loses its fraction in the client's writer, and servers refuse that.
        now = now.Ticks % TimeSpan.TicksPerSecond == 0 ? now.AddTicks(TimeSpan.TicksPerMicrosecond) : now;
        lease.Spec ??= new V1LeaseSpec();
        if (lease.Spec.HolderIdentity != options.Identity)
        {
            lease.Spec.AcquireTime = now;
            lease.Spec.LeaseTransitions = (lease.Spec.LeaseTransitions ?? -1) + 1;
        }

        lease.Spec.HolderIdentity = options.Identity;
        lease.Spec.LeaseDurationSeconds = (int)options.Duration.TotalSeconds;
        lease.Spec.RenewTime = now;
        return lease;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A lease that is not released runs out.")]
    private async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        try
        {
            var lease = await api.GetAsync<V1Lease>(options.Namespace, options.Name, limit.Token);
            if (lease?.Spec?.HolderIdentity != options.Identity)
                return;
            Write(lease);
            lease.Spec.HolderIdentity = null;
            lease.Spec.LeaseDurationSeconds = 1;
            await api.ReplaceAsync(lease, limit.Token);
        }
        catch (Exception exception)
        {
            LogFailed(exception.Message);
        }
    }

    [LoggerMessage(300, LogLevel.Information, "{Identity} leads")]
    private partial void LogLeading(string identity);

    [LoggerMessage(301, LogLevel.Error, "{Identity} lost leadership")]
    private partial void LogLost(string identity);

    [LoggerMessage(302, LogLevel.Warning, "The lease could not be taken, renewed or released: {Error}")]
    private partial void LogFailed(string error);

    [LoggerMessage(303, LogLevel.Information, "Waiting: {Leader}")]
    private partial void LogWaiting(string leader);
}
