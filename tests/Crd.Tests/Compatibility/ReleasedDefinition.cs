using System.Text.RegularExpressions;

namespace October.Crd.Compatibility;

/// <summary>
/// The definition of one version in <c>config/crd/released</c>. Until the version is released it follows the types; from then on it stays as it is, and what
/// differs from it is judged by <see cref="BreakingChanges"/>.
/// </summary>
/// <param name="changelog">The text of <c>CHANGELOG.md</c>, in which a released version has a date.</param>
/// <param name="version">The version, without a v.</param>
internal sealed class ReleasedDefinition(string changelog, string version)
{
    /// <summary>The file, from the root.</summary>
    public string File => $"config/crd/released/v{version}.yaml";

    /// <summary>Whether the version has a section with a date.</summary>
    public bool IsReleased => Regex.IsMatch(
        changelog, $@"^## {Regex.Escape(version)} - [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\r?$", RegexOptions.Multiline | RegexOptions.NonBacktracking);

    /// <summary>Compares the file with the types, or writes it, while it may change.</summary>
    /// <param name="current">The definition that the types make.</param>
    /// <param name="compareOrWrite">Gets the file and what it should be.</param>
    /// <param name="exists">Whether a file exists.</param>
    public void Keep(string current, Action<string, string> compareOrWrite, Func<string, bool> exists)
    {
        if (!IsReleased)
            compareOrWrite(File, current);
        else
            Assert.True(exists(File), $"{File} is missing: {version} is released by CHANGELOG.md; take the file from the tag v{version}");
    }
}
