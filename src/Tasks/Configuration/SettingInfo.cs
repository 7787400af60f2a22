namespace October.Tasks.Configuration;

/// <summary>One environment variable, for <c>--help</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">What holds without it, in words.</param>
/// <param name="Description">What it does.</param>
public sealed record SettingInfo(string Name, string Default, string Description);
