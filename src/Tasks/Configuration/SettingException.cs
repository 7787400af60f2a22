namespace October.Tasks.Configuration;

/// <summary>
/// A setting cannot be used. The message is one sentence that names the variable and says what to write; it never holds the value of a secret.
/// </summary>
public sealed class SettingException(string variable, string problem) : Exception($"{variable} {problem}");
