using October.Operator.Execute.Redis;
using October.Runtime.Api;
using Prometheus;

namespace October.Operator;

/// <summary>What the operator works with: the API server, the clock and everything else that a test replaces.</summary>
internal sealed record OperatorServices
{
    public required IKubeApi Api { get; init; }

    /// <summary>Sends the requests of smoke probes.</summary>
    public required HttpMessageHandler Probing { get; init; }

    public required IRedisUsers Redis { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Between 0 and 1, for the jitter of retries.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Tells this operator from its replicas.</summary>
    public required string Identity { get; init; }

    public required CollectorRegistry Metrics { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
