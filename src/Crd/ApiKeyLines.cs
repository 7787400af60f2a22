namespace October.Crd;

/// <summary>The format of <c>API_KEY</c>: one key, or a line for each with its roles, as the api reads it.</summary>
public static class ApiKeyLines
{
    private static readonly string[] Roles = ["send", "read", "operate"];

    /// <summary>The key for whoever sends tasks and reads their results: the first that may do both, else the first. Null where there is none.</summary>
    public static string? Pick(string keys)
    {
        var lines = keys.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).ToList();
        if (lines is [var only] && !RolesOf(only).All(role => Roles.Contains(role, StringComparer.Ordinal)))
            return only;
        return (lines.Find(line => RolesOf(line) is var roles && roles.Contains("send") && roles.Contains("read")) ?? lines.FirstOrDefault())?.Split()[0];
    }

    /// <summary>The last word of two; without it something that is no role.</summary>
    private static string[] RolesOf(string line) =>
        line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var roles] ? roles.Split(',') : [""];
}
