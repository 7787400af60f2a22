using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Arithmetic: within one type, and an error instead of an overflow.</summary>
internal static class Arithmetic
{
    public static object Add(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => Checked(() => checked(a + b)),
        (ulong a, ulong b) => Checked(() => checked(a + b)),
        (double a, double b) => a + b,
        (CelDuration a, CelDuration b) => Checked(() => new CelDuration(checked(a.Nanos + b.Nanos))),
        (CelTimestamp a, CelDuration b) => Shift(a, b.Nanos),
        (CelDuration a, CelTimestamp b) => Shift(b, a.Nanos),
        _ => throw CelException.NoSuchOverload(),
    };

    public static object Subtract(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => Checked(() => checked(a - b)),
        (ulong a, ulong b) => Checked(() => checked(a - b)),
        (double a, double b) => a - b,
        (CelDuration a, CelDuration b) => Checked(() => new CelDuration(checked(a.Nanos - b.Nanos))),
        (CelTimestamp a, CelDuration b) => Shift(a, -b.Nanos),
        (CelTimestamp a, CelTimestamp b) => Checked(() => new CelDuration(checked((a.Utc - b.Utc).Ticks * 100))),
        _ => throw CelException.NoSuchOverload(),
    };

    public static object Multiply(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => Checked(() => checked(a * b)),
        (ulong a, ulong b) => Checked(() => checked(a * b)),
        (double a, double b) => a * b,
        _ => throw CelException.NoSuchOverload(),
    };

    public static object Divide(object? left, object? right) => (left, right) switch
    {
        (long, 0L) or (ulong, 0UL) => throw new CelException("division by zero"),
        (long a, long b) => Checked(() => checked(a / b)),
        (ulong a, ulong b) => a / b,
        (double a, double b) => a / b,
        _ => throw CelException.NoSuchOverload(),
    };

    public static object Modulo(object? left, object? right) => (left, right) switch
    {
        (long, 0L) or (ulong, 0UL) => throw new CelException("modulus by zero"),
        // As cel-go: the quotient of this one pair has no 64-bit value, and .NET throws for it.
        (long.MinValue, -1L) => throw new CelException("integer overflow"),
        (long a, long b) => a % b,
        (ulong a, ulong b) => a % b,
        _ => throw CelException.NoSuchOverload(),
    };

    public static object Negate(object? value) => value switch
    {
        long number => Checked(() => checked(-number)),
        double number => -number,
        CelDuration duration => Checked(() => new CelDuration(checked(-duration.Nanos))),
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Shift(CelTimestamp time, long nanos)
    {
        try
        {
            return new CelTimestamp(time.Utc.AddTicks(nanos / 100));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new CelException("timestamp overflow");
        }
    }

    private static object Checked<T>(Func<T> compute) where T : notnull
    {
        try
        {
            return compute();
        }
        catch (OverflowException)
        {
            throw new CelException("integer overflow");
        }
    }
}
