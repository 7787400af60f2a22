using System.Globalization;

namespace October.Tasks.Configuration;

/// <summary>Lengths of time as people write them: a number and a unit (ms, s, m, h, d); without a unit, seconds.</summary>
public static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads a length of time of at most a thousand days; false when the text is none.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        var (unit, seconds) = Array.Find(Units, u => text.EndsWith(u.Unit, StringComparison.Ordinal)) is { Unit: not null } found ? found : ("", 1);
        value = default;
        if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        var total = number * seconds;
        if (total is not (>= 0 and <= 86_400_000))
            return false;
        value = TimeSpan.FromSeconds(total);
        return true;
    }

    /// <summary>Writes a length of time in its largest whole unit.</summary>
    public static string Format(TimeSpan value)
    {
        var (unit, seconds) = Array.FindLast(Units, u => value.TotalSeconds >= u.Seconds && value.TotalSeconds % u.Seconds == 0) is { Unit: not null } found
            ? found
            : Units[0];
        return (value.TotalSeconds / seconds).ToString("0.###", CultureInfo.InvariantCulture) + unit;
    }
}
