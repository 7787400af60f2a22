using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace October.Tasks.Redis.Scripts;

/// <summary>
/// Scripts for layouts in which keys are not where their names say it. What is put in front of a script gives it the names as its keys, behind which stand the
/// keys themselves: it need not know of the layout.
/// </summary>
internal static class ScriptLayout
{
    private static readonly ConcurrentDictionary<(Script Script, KeyLayout Layout, int Database), Script> Known = new();

    private static readonly string Prelude = Script.Read("layout.prelude");

    /// <summary>The script for the layout of these settings.</summary>
    public static Script Apply(Script script, RedisSettings settings) => Known.GetOrAdd(
        (script, settings.Layout, settings.Database), static key => new Script(key.Script.Name, Fill(key.Layout, key.Database) + key.Script.Text));

    /// <summary>The keys that a script is to declare.</summary>
    /// <remarks>
    /// In a cluster also one that is never there. While keys are being moved to another node, one by one, that is what makes Redis refuse the script as a
    /// whole: it would fail in the middle at a key that it does not declare, or has itself removed.
    /// </remarks>
    public static IEnumerable<string> Places(KeyLayout layout, IEnumerable<string> names) =>
        names.Where(static name => name.Length > 0).Concat(layout.HashTag.Length > 0 ? [RedisKeys.Probe] : []).Select(layout.Place);

    private static string Fill(KeyLayout layout, int database) => Prelude
        .Replace("$RESULT_PREFIX", Quote(layout.Tag + layout.ResultPrefix), StringComparison.Ordinal)
        .Replace("$PREFIX", Quote(layout.Tag + layout.Prefix), StringComparison.Ordinal)
        .Replace("$SEPARATOR", Quote(layout.PrioritySeparator), StringComparison.Ordinal)
        .Replace("$RESULT_DATABASE", (layout.ResultDatabase ?? database).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("$DATABASE", database.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>A text of Lua, byte by byte: whatever it is, it is no code.</summary>
    private static string Quote(string text) =>
        $"'{string.Concat(Encoding.UTF8.GetBytes(text).Select(static one => string.Create(CultureInfo.InvariantCulture, $"\\{one:000}")))}'";
}
