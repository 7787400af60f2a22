using System.Text.Json;

namespace October.Tasks.Events;

/// <summary><c>worker-online</c>, <c>worker-heartbeat</c> and <c>worker-offline</c>: by these monitors know that a worker lives.</summary>
/// <param name="events">Where they go.</param>
/// <param name="active">Tasks that run now.</param>
/// <param name="processed">Tasks that have ended since the start.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkerEvents(EventPublisher events, Func<int> active, Func<long> processed, TimeProvider time)
{
    /// <summary>Celery's own interval.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Says hello, beats until cancelled, says goodbye.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await events.PublishAsync("worker-online", Write);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await BeatAsync();
        }
        catch (OperationCanceledException)
        {
            await events.PublishAsync("worker-offline", Write);
        }
    }

    /// <summary>Beats at once, as remote control may ask for.</summary>
    public Task BeatAsync() => events.PublishAsync("worker-heartbeat", Write);

    private void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("freq"u8, Interval.TotalSeconds);
        json.WriteNumber("active"u8, active());
        json.WriteNumber("processed"u8, processed());
        json.WriteStartArray("loadavg"u8);
        foreach (var load in Software.LoadAverage())
            json.WriteNumberValue(load);
        json.WriteEndArray();
        json.WriteString("sw_ident"u8, Software.Name);
        json.WriteString("sw_ver"u8, Software.Version);
        json.WriteString("sw_sys"u8, Software.System);
    }
}
