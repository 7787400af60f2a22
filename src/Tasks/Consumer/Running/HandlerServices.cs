using Microsoft.Extensions.Logging;
using October.Tasks.Client;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Reporting;

namespace October.Tasks.Consumer.Running;

/// <summary>What a worker has for its handlers.</summary>
/// <param name="Provider">The services of the program; null when it has none.</param>
/// <param name="Sender">Sends what a handler sends.</param>
/// <param name="Results">Waits for results.</param>
/// <param name="States">Records what a handler says of its run.</param>
/// <param name="Logger">For what handlers do wrong.</param>
internal sealed record HandlerServices(IServiceProvider? Provider, WorkflowSender Sender, ResultWaiter Results, StateRecorder States, ILogger Logger)
{
    /// <summary>Lends the slot of a run for as long as its handler waits for another task. Known once the slots are.</summary>
    public Func<Delivery, IDisposable> LendSlot { get; set; } = static _ => throw new InvalidOperationException("there are no slots yet");
}
