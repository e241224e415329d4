using Notion.Crdt.Mutants;

// dotnet exec Notion.Crdt.Mutants.dll <mutants: a line each that begins with the number and a tab> <report, which is gone on with>
// Begun by eng/mutation.sh. Exit code 0: all were tried. 3, or death: begin again.
string[] mutants = File.ReadAllLines(args[0]);
var control = new MutantSwitch();
List<SuiteTest> tests = Baseline.Of(SuiteTest.All(typeof(Notion.Crdt.Tests.Merging.MergerTests).Assembly), control, args[1] + ".tests");
Console.WriteLine($"{tests.Count} tests, {tests.Sum(test => test.Milliseconds) / 1_000:0.0} s; {tests.SelectMany(test => test.Reaches).Distinct().Count()} mutants that any comes by");
new MutantRun(tests, control, args[1]).Go(mutants);
return 0;
