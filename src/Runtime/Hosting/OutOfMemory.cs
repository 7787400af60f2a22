namespace October.Runtime.Hosting;

/// <summary>
/// Ends the process when it runs out of memory, so that it is restarted and the reason is seen. What catches every exception in order to go on would otherwise
/// keep it alive, with a part of it missing: an informer that never gets through its first list, for example.
/// </summary>
public static class OutOfMemory
{
    /// <summary>From now on, running out of memory ends this process with exit code 134 and a message on standard error.</summary>
    /// <param name="program">The subject of the message.</param>
    /// <param name="advice">What to do, in one sentence.</param>
    public static void EndsTheProcess(string program, string advice)
    {
        // Composed now: there is no memory for it then.
        var message = $"{program}: out of memory: the heap may have {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB. {advice}";
        AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
        {
            if (thrown.Exception is OutOfMemoryException)
                Environment.FailFast(message);
        };
    }
}
