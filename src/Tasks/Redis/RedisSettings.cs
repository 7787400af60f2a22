namespace October.Tasks.Redis;

/// <summary>Where Redis is and how to log in. Its text form never shows the password.</summary>
public sealed record RedisSettings
{
    /// <summary>Host name or address.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port.</summary>
    public int Port { get; init; } = 6379;

    /// <summary>Number of the database.</summary>
    public int Database { get; init; }

    /// <summary>ACL user, or null for the default user.</summary>
    public string? User { get; init; }

    /// <summary>Password, or null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The file the password is read from at each connection attempt, so that it may be rotated; wins over <see cref="Password"/>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>True for TLS (<c>rediss://</c>).</summary>
    public bool Tls { get; init; }

    /// <summary>Reads <c>redis[s]://[user[:password]@]host[:port][/database]</c>, or <c>host[:port]</c>.</summary>
    /// <exception cref="FormatException">The text is neither; the message does not repeat it, for it may hold a password.</exception>
    public static RedisSettings Parse(string url)
    {
        var text = url.Contains("://", StringComparison.Ordinal) ? url : "redis://" + url;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
            throw new FormatException("must look like redis://[:password@]host:6379/0");
        var path = uri.AbsolutePath.Trim('/');
        var database = 0;
        if (path.Length > 0 && (!int.TryParse(path, out database) || database < 0))
            throw new FormatException("the part after the host must be the number of a database, such as /0");
        var login = uri.UserInfo.Split(':', 2);
        return new RedisSettings
        {
            Host = uri.IdnHost,
            Port = uri.Port > 0 ? uri.Port : 6379,
            Database = database,
            User = login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : null,
            Password = login.Length > 1 && login[1].Length > 0 ? Uri.UnescapeDataString(login[1]) : null,
            Tls = uri.Scheme == "rediss",
        };
    }

    /// <summary>The password as it is now; null for none.</summary>
    /// <exception cref="IOException">The password file cannot be read.</exception>
    internal string? ReadPassword() =>
        (PasswordFile is { } file ? File.ReadAllText(file).TrimEnd('\r', '\n') : Password) is { Length: > 0 } password ? password : null;

    /// <summary>The address without credentials.</summary>
    public override string ToString() => $"{(Tls ? "rediss" : "redis")}://{Host}:{Port}/{Database}";
}
