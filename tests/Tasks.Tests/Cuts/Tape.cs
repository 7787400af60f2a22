namespace October.Tasks.Cuts;

/// <summary>What the processes of one story did in Redis, in order; and the one place where it is cut.</summary>
/// <param name="cut">Null for the undisturbed run.</param>
/// <param name="countsRenewals">False where renewals come by the clock and belong to no story.</param>
internal sealed class Tape(Cut? cut, bool countsRenewals)
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<string> _steps = [];

    public bool IsCut { get; private set; }

    public IReadOnlyList<string> Steps
    {
        get { lock (_steps) return [.. _steps]; }
    }

    /// <summary>The right to send one command, until disposed.</summary>
    public async Task<IDisposable> TurnAsync()
    {
        await _turn.WaitAsync();
        return new Turn(_turn);
    }

    /// <summary>True when this command must not reach Redis. For who has the turn.</summary>
    public bool CutsBefore(string step) => cut is { Committed: false } && Reaches(step);

    /// <summary>Notes a step that Redis has done; true when its answer must be lost. For who has the turn.</summary>
    public bool CutsAfter(string step)
    {
        var loses = cut is { Committed: true } && Reaches(step);
        lock (_steps)
        {
            if (!Repeats(step) && (countsRenewals || step != "renew"))
                _steps.Add(step);
        }

        return loses;
    }

    private bool Reaches(string step)
    {
        if (IsCut || cut!.Name != step || cut.Step != _steps.Count(before => before == step) - (Repeats(step) ? 1 : 0))
            return false;
        return IsCut = true;
    }

    /// <summary>How often a worker looks in vain before something happens is a matter of the machine's speed.</summary>
    private bool Repeats(string step) => step == "reserve" && _steps is [.., "reserve"];

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
