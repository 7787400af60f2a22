using Microsoft.Extensions.Logging;
using October.Runtime.Api;
using October.Runtime.Metrics;

namespace October.Runtime.Engine;

/// <summary>What controllers and informers work with.</summary>
/// <param name="Api">The API server.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">Numbers in [0, 1), for jitter.</param>
/// <param name="Metrics">Where they count.</param>
/// <param name="Loggers">Where they log.</param>
public sealed record RuntimeServices(IKubeApi Api, TimeProvider Time, Func<double> Random, RuntimeMetrics Metrics, ILoggerFactory Loggers);
