using October.Operator.Desired.Model;
using October.Operator.Execute.Redis;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute.Handlers;

/// <inheritdoc/>
internal sealed class AcceptPasswordsHandler(IRedisUsers redis) : StepHandler<AcceptPasswords>
{
    /// <inheritdoc/>
    /// <exception cref="IOException">Redis cannot be reached, or accepts none of the passwords that it should.</exception>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, AcceptPasswords step, CancellationToken cancellationToken)
    {
        var address = step.Address ?? throw new IOException($"Service {Names.Component(context.App, Names.Redis)} has no address yet");
        await redis.AcceptAsync(address, Ports.Redis, step.Accepted, [.. step.Known.Accepted], cancellationToken);
        return null;
    }
}
