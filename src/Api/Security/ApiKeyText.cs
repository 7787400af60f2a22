namespace October.Api.Security;

/// <summary>
/// Reads the setting <c>API_KEY</c>: one key for everything, or a line for each key with its roles, such as <c>s3cr3t send,read</c>. Lines that are empty or
/// begin with # do not count.
/// </summary>
internal static class ApiKeyText
{
    /// <summary>The keys.</summary>
    /// <exception cref="FormatException">There is none, or a line is none; the message quotes no key.</exception>
    public static IReadOnlyList<ApiKey> Read(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith('#'))
            .ToList();
        return lines switch
        {
            [] => throw new FormatException("has no key"),
            // Also one with spaces in it.
            [var only] when Roles(only) is null => [ApiKey.Of(only, Role.All)],
            _ => [.. lines.Select(static (line, at) => Line(line, at + 1))],
        };
    }

    private static ApiKey Line(string line, int number) => Roles(line) is { } roles
        ? ApiKey.Of(Words(line)[0], roles)
        : throw new FormatException($"key {number} must be a key and its roles, for example: KEY send,read; the roles are send, read and operate");

    /// <summary>The roles at the end of a line; null where it does not consist of a key and roles.</summary>
    private static Role? Roles(string line)
    {
        if (Words(line) is not [_, var words])
            return null;
        var roles = Role.None;
        foreach (var word in words.Split(','))
        {
            if (One(word) is not { } role)
                return null;
            roles |= role;
        }

        return roles;
    }

    private static Role? One(string word) => word switch
    {
        "send" => Role.Send,
        "read" => Role.Read,
        "operate" => Role.Operate,
        _ => null,
    };

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
