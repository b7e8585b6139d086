/** An algorithm as somebody writes it who only uses BeliefGrid: see docs/write-your-own.md, which explains it line by line. */
package com.example.perceptron;
