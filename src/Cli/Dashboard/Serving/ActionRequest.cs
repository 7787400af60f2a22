namespace October.Cli.Dashboard.Serving;

/// <summary>What the page asks to do.</summary>
/// <param name="App">Namespace and name, with a slash.</param>
/// <param name="Action">retry, abort, promote or rollback.</param>
/// <param name="Revision">Where to roll back to.</param>
internal sealed record ActionRequest(string App, string Action, string? Revision);

/// <summary>How it went.</summary>
/// <param name="Message">The app's message, or the refusal of the API server or the operator in its own words.</param>
internal sealed record ActionAnswer(string Message);
