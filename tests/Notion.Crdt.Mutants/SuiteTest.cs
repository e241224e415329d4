using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Notion.Crdt.Mutants;

/// <summary>One test of the suite, or one row of a theory, as something to call.</summary>
internal sealed class SuiteTest(string name, Type type, MethodInfo method, object?[] arguments)
{
    public string Name => name;

    /// <summary>Milliseconds that it takes without a mutant.</summary>
    public double Milliseconds { get; set; }

    /// <summary>The mutants that it comes by.</summary>
    public HashSet<int> Reaches { get; set; } = [];

    /// <summary>How many mutants it noticed.</summary>
    public int Kills { get; set; }

    public void Run()
    {
        object? instance = method.IsStatic ? null : Activator.CreateInstance(type);
        try
        {
            object? result = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (result is Task task) task.GetAwaiter().GetResult();
            if (result is ValueTask value) value.AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }
    }

    /// <summary>All tests of an assembly but those of FsCheck.</summary>
    public static List<SuiteTest> All(Assembly assembly)
    {
        List<SuiteTest> tests = [];
        foreach (Type type in assembly.GetTypes().Where(type => type is { IsPublic: true, IsAbstract: false }))
        {
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public))
            {
                if (method.GetCustomAttribute<FactAttribute>() is not { Skip: null }) continue;
                string name = $"{type.Name}.{method.Name}";
                if (method.GetParameters().Length == 0) tests.Add(new SuiteTest(name, type, method, []));
                int row = 0;
                foreach (DataAttribute data in method.GetCustomAttributes<DataAttribute>())
                    foreach (ITheoryDataRow arguments in data.GetData(method, new DisposalTracker()).AsTask().GetAwaiter().GetResult())
                        tests.Add(new SuiteTest($"{name}#{row++}", type, method, arguments.GetData()));
            }
        }
        return tests;
    }
}
