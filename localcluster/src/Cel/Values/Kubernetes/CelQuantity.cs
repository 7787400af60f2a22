using System.Globalization;
using System.Numerics;

namespace October.LocalCluster.Cel.Values.Kubernetes;

/// <summary>A resource quantity as a whole number of nano-units.</summary>
internal sealed record CelQuantity(BigInteger Nanos)
{
    public static readonly BigInteger One = 1_000_000_000;

    public bool IsInteger => (Nanos % One).IsZero && Nanos / One is var whole && whole >= long.MinValue && whole <= long.MaxValue;

    public double Approximate => (double)Nanos / 1e9;

    public override string ToString() => ((decimal)Approximate).ToString(CultureInfo.InvariantCulture);
}
