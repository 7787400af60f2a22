namespace October.Common.Secrets;

/// <summary>How names of secrets, and secrets in URLs, look; for regular expressions without regard to case.</summary>
public static class SecretPatterns
{
    /// <summary>A part of a name that says that the value is a secret.</summary>
    public const string Names =
        "(?:passw(?:or)?d|passphrase|secret|token|(?:api|access|private)[-_ ]?key|requirepass|redis[-_ ]?auth|authorization|cookie|credential"
        + "|database[-_ ]?url|connection[-_ ]?string|dsn)";

    /// <summary>
    /// User and password of a URL; what is before them is <c>before</c>. A password is often written as it is: one with a slash or an @ ends at the last @.
    /// What follows the colon may also be the port of an image's registry. Without lookarounds, which not every engine has.
    /// </summary>
    public const string UserInfo =
        "(?<before>[a-z][a-z0-9+.-]{0,20}://)(?:[^\\s/@:\"'<>]*:"
        + "(?:[0-9]{1,5}|[0-9]{0,5}[^\\s\"'<>/0-9][^\\s\"'<>]*|[0-9]{6}[^\\s\"'<>]*|/[^\\s\"'<>]*)|[^\\s/@]+)@";
}
