namespace October.Api.Tasks;

/// <summary>A task's failure.</summary>
/// <param name="Type">The exception's class.</param>
/// <param name="Message">Its message.</param>
/// <param name="Module">Where the class is defined.</param>
internal sealed record ErrorView(string Type, string Message, string Module);
