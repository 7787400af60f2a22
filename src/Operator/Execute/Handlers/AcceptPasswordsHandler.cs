using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
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
        var accounts = RedisAccounts.Of(step.Known, step.Accepted);
        var logins = new[] { (RedisAccounts.Operator, RedisAccounts.PasswordOf(RedisAccounts.Operator, step.Known)) }
            .Concat(step.Known.Accepted.Select(password => (RedisAccounts.Application, password)));
        var ended = step.EndsSessions ? RedisAccounts.Application : null;
        var endpoint = new RedisEndpoint(address, step.Authorities is null ? Ports.Redis : Ports.RedisTls, [.. logins])
        {
            Tls = step.Authorities is { } authorities ? (Names.Component(context.App, Names.Redis), authorities) : null,
        };
        await redis.SetAsync(endpoint, accounts, ended, cancellationToken);
        return null;
    }
}
