namespace October.Tasks.Cuts;

/// <summary>One place to cut a story at.</summary>
/// <param name="Story">The story's name.</param>
/// <param name="Step">How many steps of the name come before it: how many others there are, is a matter of the clock.</param>
/// <param name="Name">The step's name.</param>
/// <param name="Committed">False: the command is never sent. True: Redis has done it, but its answer is lost.</param>
/// <param name="Dies">False: only the connection breaks. True: the process that sent it is gone for good.</param>
internal sealed record Cut(string Story, int Step, string Name, bool Committed, bool Dies)
{
    /// <summary>The environment variable that picks a single cut.</summary>
    public const string Variable = "OCTOBER_CUT";

    public override string ToString() => $"{Story}/{Step}-{Name}/{(Committed ? "answer-lost" : "not-sent")}/{(Dies ? "process" : "connection")}";
}
