namespace October.Cli.Usage;

/// <summary>Text that is to be copied into a shell. Pure.</summary>
internal static class Shell
{
    private const string Plain = "_@%+=:,./-";

    /// <summary>The word as a shell reads it: in quotes where it has blanks or anything else that a shell takes for itself.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || Plain.Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
