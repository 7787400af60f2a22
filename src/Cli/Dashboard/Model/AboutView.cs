namespace October.Cli.Dashboard.Model;

/// <summary>What the page is about.</summary>
/// <param name="Scope">The namespace, or all.</param>
/// <param name="Server">Host and port of the API server.</param>
internal sealed record AboutView(string Scope, string Server);
