using October.LocalCluster.Schemas;

namespace October.LocalCluster.Cel.Rules;

/// <summary>Relative paths such as <c>.spec.min</c> or <c>.labels['app']</c>.</summary>
internal static class FieldPaths
{
    public static bool Exists(string path, Schema schema)
    {
        Schema? at = schema;
        for (var rest = path.AsSpan(); !rest.IsEmpty;)
        {
            string key;
            if (rest[0] == '.')
            {
                var end = rest[1..].IndexOfAny('.', '[') is var stop and >= 0 ? stop + 1 : rest.Length;
                key = rest[1..end].ToString();
                rest = rest[end..];
            }
            else if (rest.StartsWith("['", StringComparison.Ordinal) && rest.IndexOf("']", StringComparison.Ordinal) is var close and > 1)
            {
                key = rest[2..close].ToString();
                rest = rest[(close + 2)..];
            }
            else
            {
                return false;
            }

            at = key.Length > 0 ? at.Child(key) : null;
            if (at is null)
                return false;
        }

        return true;
    }
}
