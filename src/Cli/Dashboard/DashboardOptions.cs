using October.Cli.Dashboard.Watching;

namespace October.Cli.Dashboard;

/// <summary>The options of <c>october dashboard</c>.</summary>
/// <param name="Namespace">The namespace that it shows; null for all.</param>
/// <param name="Port">Port on 127.0.0.1.</param>
/// <param name="PublicOrigin">Where a proxy serves it, too; null for nowhere.</param>
/// <param name="Key">What a page must show. Never logged.</param>
/// <param name="IsKeyGiven">It comes from a file of the user's, and is not printed.</param>
internal sealed record DashboardOptions(string? Namespace, int Port, string? PublicOrigin, string Key, bool IsKeyGiven)
{
    /// <summary>How an outage of the API server is noticed.</summary>
    public PingPolicy Ping { get; init; } = PingPolicy.Default;

    public override string ToString() => nameof(DashboardOptions);
}
