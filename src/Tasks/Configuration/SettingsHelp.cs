namespace October.Tasks.Configuration;

/// <summary>The text that <c>--help</c> prints.</summary>
public static class SettingsHelp
{
    /// <summary>The program's purpose, then every variable with its default.</summary>
    public static string Render(string program, string purpose, IReadOnlyList<SettingInfo> settings)
    {
        var width = settings.Max(static setting => setting.Name.Length) + 2;
        var lines = settings.Select(setting => $"  {setting.Name.PadRight(width)}{setting.Description} Default: {setting.Default}.");
        return $"{program}: {purpose}\n\nSettings (environment variables):\n{string.Join('\n', lines)}\n";
    }
}
