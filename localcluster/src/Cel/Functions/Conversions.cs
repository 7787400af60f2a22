using System.Globalization;
using System.Text;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Functions that make one type from another.</summary>
internal static class Conversions
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["int"] = static (_, args) => Int(One(args)),
        ["uint"] = static (_, args) => Uint(One(args)),
        ["double"] = static (_, args) => Double(One(args)),
        ["string"] = static (context, args) => String(context, One(args)),
        ["bytes"] = static (_, args) =>
            One(args) switch
            {
                string text => Encoding.UTF8.GetBytes(text),
                byte[] bytes => bytes,
                _ => throw CelException.NoSuchOverload(),
            },
        ["bool"] = static (_, args) => Bool(One(args)),
        ["duration"] = static (_, args) => One(args) switch
        {
            CelDuration duration => duration,
            string text => CelDuration.Parse(text) ?? throw Failed("string", "google.protobuf.Duration"),
            _ => throw CelException.NoSuchOverload(),
        },
        ["timestamp"] = static (_, args) => One(args) switch
        {
            CelTimestamp time => time,
            long seconds => new CelTimestamp(DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, -62135596800, 253402300799))),
            string text => CelTimestamp.Parse(text) ?? throw Failed("string", "google.protobuf.Timestamp"),
            _ => throw CelException.NoSuchOverload(),
        },
        ["dyn"] = static (_, args) => One(args),
        ["type"] = static (_, args) => CelType.Of(One(args)),
    };

    private static object? One(object?[] args) => args.Length == 1 ? args[0] : throw CelException.NoSuchOverload();

    private static CelException Failed(string from, string to) => new($"type conversion error from '{from}' to '{to}'");

    private static object Int(object? value) => value switch
    {
        long number => number,
        ulong number => number <= long.MaxValue ? (long)number : throw new CelException("integer overflow"),
        double number => number is > -9.3e18 and < 9.2233720368547750e18 ? (long)number : throw new CelException("integer overflow"),
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Failed("string", "int"),
        CelTimestamp time => time.Utc.ToUnixTimeSeconds(),
        CelDuration duration => duration.Nanos,
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Uint(object? value) => value switch
    {
        ulong number => number,
        long number => number >= 0 ? (ulong)number : throw new CelException("unsigned integer overflow"),
        double number => number is >= 0 and < 1.8446744073709550e19 ? (ulong)number : throw new CelException("unsigned integer overflow"),
        string text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Failed("string", "uint"),
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Double(object? value) => value switch
    {
        double number => number,
        long number => (double)number,
        ulong number => (double)number,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Failed("string", "double"),
        _ => throw CelException.NoSuchOverload(),
    };

    private static object Bool(object? value) => value switch
    {
        bool flag => flag,
        "true" or "True" or "TRUE" or "t" or "1" => true,
        "false" or "False" or "FALSE" or "f" or "0" => false,
        string => throw Failed("string", "bool"),
        _ => throw CelException.NoSuchOverload(),
    };

    private static object String(FunctionContext context, object? value)
    {
        switch (value)
        {
            case byte[] bytes:
                context.Meter.ChargeText(bytes.Length);
                try
                {
                    return Strict.GetString(bytes);
                }
                catch (DecoderFallbackException)
                {
                    throw new CelException("invalid UTF-8 in bytes, cannot convert to string");
                }

            case string text:
                context.Meter.ChargeText(text.Length);
                return text;
            case null or ICelList or ICelMap or CelOptional or CelType:
                throw CelException.NoSuchOverload();
            default:
                return CelText.Of(value);
        }
    }
}
