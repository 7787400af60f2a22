namespace October.Tasks.Results;

/// <summary>Why a task failed, in the three parts that Celery stores.</summary>
/// <param name="Type">The exception's class, such as <c>ValueError</c>.</param>
/// <param name="Message">The exception's message.</param>
/// <param name="Module">The Python module or .NET namespace of the class.</param>
public sealed record TaskFailure(string Type, string Message, string Module);
